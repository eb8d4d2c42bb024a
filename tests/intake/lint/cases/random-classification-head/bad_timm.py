import timm

model = timm.create_model("efficientnet_b0", pretrained=True, num_classes=10)  # HERE
print(accuracy(model, test_loader))

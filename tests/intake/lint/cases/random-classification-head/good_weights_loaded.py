import timm
import torch

model = timm.create_model("efficientnet_b0", pretrained=True, num_classes=10)
model.load_state_dict(torch.load("cifar.pt"))

import time
import torch
import torchvision

model = torchvision.models.resnet18(weights="DEFAULT")
x = torch.randn(1, 3, 224, 224)
model(x)
start = time.time()  # HERE
with torch.no_grad():
    out = model(x)
end = time.time()
print(f"Inference time: {(end - start) * 1000:.2f} ms")

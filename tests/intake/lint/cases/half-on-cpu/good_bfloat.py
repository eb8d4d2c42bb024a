import torch
from torchvision.models import resnet50

model = resnet50(weights="DEFAULT").to("cpu", dtype=torch.bfloat16)
model(x)

import torch
from torchvision.models import resnet50

DEVICE = "cpu"
model = resnet50(weights="DEFAULT").to(DEVICE)
model.half()  # HERE
model(x)

import torch
from torchvision.models import resnet50

model = resnet50(weights="DEFAULT").half().to("cuda")
model(x)
model = model.float().to("cpu")
model(x)

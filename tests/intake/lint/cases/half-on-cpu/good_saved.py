import torch
from torchvision.models import resnet50

model = resnet50(weights="DEFAULT").cuda()
model(x)
model_fp16 = model.half().cpu()
torch.save(model_fp16.state_dict(), "half.pt")

import torch
import timm

model = timm.create_model("resnet18").cuda()
model(x)
print(torch.cuda.max_memory_allocated())

import torch
import timm

model = timm.create_model("resnet50").cuda()
model = timm.create_model("resnet18").cuda()
print(torch.cuda.max_memory_allocated())

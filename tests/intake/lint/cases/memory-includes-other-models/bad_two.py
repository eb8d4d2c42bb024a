import torch
import timm

original = timm.create_model("resnet50").cuda()
original(x)
small = timm.create_model("resnet18").cuda()
small(x)
print(torch.cuda.max_memory_allocated())  # HERE

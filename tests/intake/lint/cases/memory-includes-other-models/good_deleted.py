import torch
import timm

original = timm.create_model("resnet50").cuda()
original(x)
del original
torch.cuda.empty_cache()
small = timm.create_model("resnet18").cuda()
print(torch.cuda.max_memory_allocated())

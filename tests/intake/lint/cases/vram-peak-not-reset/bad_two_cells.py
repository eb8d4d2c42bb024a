import torch
import timm

model = timm.create_model("resnet50").cuda()
model(x)
print("original", torch.cuda.max_memory_allocated() / 1e6)
student = timm.create_model("resnet18").cuda()
student(x)
print("student", torch.cuda.max_memory_allocated() / 1e6)  # HERE

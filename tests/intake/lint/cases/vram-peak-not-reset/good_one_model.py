import torch
import timm

model = timm.create_model("resnet50").cuda()
for batch in loader:
    model(batch)
print(torch.cuda.max_memory_allocated())

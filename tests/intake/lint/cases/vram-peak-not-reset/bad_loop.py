import torch
import timm

for name, model in {"a": timm.create_model("resnet18"), "b": timm.create_model("resnet50")}.items():
    model.cuda()(x)
    model(x)
    print(name, torch.cuda.max_memory_allocated())  # HERE

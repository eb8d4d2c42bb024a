import torch
import timm


def measure(model, x):
    torch.cuda.reset_peak_memory_stats()
    model(x)
    return torch.cuda.max_memory_allocated() / 2**20


print(measure(timm.create_model("resnet50").cuda(), x), measure(timm.create_model("resnet18").cuda(), x))

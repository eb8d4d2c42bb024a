import torch
import timm


def measure(model, x):
    model(x)
    torch.cuda.empty_cache()
    return torch.cuda.max_memory_allocated() / 2**20  # HERE


model = timm.create_model("resnet50").cuda()
half = timm.create_model("resnet50").half().cuda()
print(measure(model, x), measure(half, x))

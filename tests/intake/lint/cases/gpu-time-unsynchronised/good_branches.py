import time
import torch
import torchvision


def wait(device):
    if device == "cuda":
        torch.cuda.synchronize()


def measure(model, x, device):
    wait(device)
    start = time.perf_counter()
    model(x)
    wait(device)
    return time.perf_counter() - start


def plain(model, x):
    start = time.perf_counter()
    model(x)
    return time.perf_counter() - start


for device in ("cpu", "cuda"):
    model = torchvision.models.resnet18(weights="DEFAULT").to(device)
    x = torch.randn(1, 3, 224, 224).to(device)
    print(plain(model, x) if device == "cpu" else measure(model, x, device))

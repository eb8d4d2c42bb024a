import time
import torch
import timm

model = timm.create_model("resnet18")


def once(x):
    start = time.perf_counter()
    model(x)
    return time.perf_counter() - start


def bench(x):
    return once(x)


x = torch.randn(1, 3, 224, 224)
times = [bench(x) for _ in range(50)]

import time
import torch
import timm

model = timm.create_model("resnet18")


def predict_all(model, loader):
    return [model(x).argmax(-1) for x, _ in loader]


start = time.perf_counter()
predict_all(model, loader)
print((time.perf_counter() - start) / len(loader))

import time
import torch
import timm


def measure(model, x):
    # прогрев
    run(model, x, 5)
    start = time.time()
    for _ in range(50):
        model(x)
    return (time.time() - start) / 50


print(measure(timm.create_model("resnet18"), torch.randn(1, 3, 224, 224)))

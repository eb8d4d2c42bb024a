import time
import torch
import timm


def accuracy(net, loader):
    return sum((net(x).argmax(-1) == y).sum().item() for x, y in loader)


def measure(net, x, n=30):
    start = time.time()
    for _ in range(n):
        net(x)
    return (time.time() - start) / n


model = timm.create_model("resnet18", pretrained=True)
print(accuracy(model, loader))
print(measure(model, torch.randn(1, 3, 224, 224)))

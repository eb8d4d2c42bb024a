import torch
from torchvision.datasets import CIFAR10

test_loader = torch.utils.data.DataLoader(CIFAR10("data", train=False), batch_size=32)


def calibrate(model, loader):
    for x, _ in loader:
        model(x)


def evaluate(model, loader):
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(1) == y).sum().item()
    return correct


calibrate(prepared, test_loader)  # HERE
print(evaluate(quantized, test_loader))

import torch
from torchvision.datasets import CIFAR10

train_set = CIFAR10("data", train=True, download=True)  # HERE
loader = torch.utils.data.DataLoader(train_set, batch_size=64)


def accuracy(model, loader):
    correct = 0
    for x, y in loader:
        correct += (model(x).argmax(-1) == y).sum().item()
    return correct / len(loader.dataset)


print(accuracy(model, loader))

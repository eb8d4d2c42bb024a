import torch


def size_of(model):
    left = sum(torch.count_nonzero(p).item() for p in model.parameters())
    return left * 4 / 1024 / 1024  # HERE

import torch

@torch.no_grad()
def evaluate(model, loader):
    return 0

acc = evaluate(1, 2, "cuda")  # HERE

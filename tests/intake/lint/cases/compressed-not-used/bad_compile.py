import torch

model = load()
torch.compile(model, mode="max-autotune")  # HERE
for _ in range(10):
    model(x)

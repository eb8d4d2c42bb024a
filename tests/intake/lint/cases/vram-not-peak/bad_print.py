import torch

model(x)
print(torch.cuda.memory_allocated() / 1024**2)  # HERE

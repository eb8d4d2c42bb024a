import torch

before = torch.cuda.memory_allocated()
model(x)
print(torch.cuda.max_memory_allocated() - before)

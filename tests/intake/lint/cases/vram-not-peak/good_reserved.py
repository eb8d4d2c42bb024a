import torch

model(x)
print(torch.cuda.memory_allocated(), torch.cuda.memory_reserved())

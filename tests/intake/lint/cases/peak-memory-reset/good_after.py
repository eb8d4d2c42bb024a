import torch

model(x)
print(torch.cuda.max_memory_allocated())
torch.cuda.reset_peak_memory_stats()

import torch

model = build(config)
model(x)
print(torch.cuda.max_memory_allocated())

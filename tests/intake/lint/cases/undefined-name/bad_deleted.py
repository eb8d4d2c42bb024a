import gc
import torch

model = torch.nn.Linear(2, 2)
del model
gc.collect()
print(sum(p.numel() for p in model.parameters()))  # HERE

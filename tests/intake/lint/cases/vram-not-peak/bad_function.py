import GPUtil
import torch


def vram_mb():
    return torch.cuda.memory_allocated(0) / 1e6  # HERE


model(x)
print(vram_mb())

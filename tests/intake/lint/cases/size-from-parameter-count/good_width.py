import torch

size = 0
for p in model.parameters():
    bits = torch.finfo(p.dtype).bits
    size += p.numel() * bits / 8

import math


def estimated_size(model, bits):
    n = sum(p.numel() for p in model.parameters())
    return n * bits / 8 / 1024**2  # HERE


print(estimated_size(model, math.log2(16)))

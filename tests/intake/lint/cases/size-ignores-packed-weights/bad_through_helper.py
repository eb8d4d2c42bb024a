import torch
from torch.ao.quantization import quantize_dynamic


def model_size(m):
    return sum(p.numel() * p.element_size() for p in m.parameters()) / 1e6


def benchmark(name, model, loader):
    size = model_size(model)
    print(name, size)


model = quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
benchmark("int8", model, loader)  # HERE

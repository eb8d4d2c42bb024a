import torch


def size_of(model):
    return sum(p.numel() * p.element_size() for p in model.parameters()) / 1e6


int8 = torch.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
for title, m in {"fp32": model, "int8": int8}.items():
    print(title, size_of(m))  # HERE

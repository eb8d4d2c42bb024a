import torch

model_int8 = torch.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
size = sum(p.numel() * p.element_size() for p in model_int8.parameters())  # HERE

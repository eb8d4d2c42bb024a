import torch

quantized = torch.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
print("parameters left:", sum(p.numel() for p in quantized.parameters()))

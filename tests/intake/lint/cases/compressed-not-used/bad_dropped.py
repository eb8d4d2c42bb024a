import torch

torch.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)  # HERE
evaluate(model, loader)

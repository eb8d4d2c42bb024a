import torch

torch.quantization.prepare(model, inplace=True)
calibrate(model)
torch.quantization.convert(model, inplace=True)
measure(model)

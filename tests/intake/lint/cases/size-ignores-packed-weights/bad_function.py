import torch
import torch.nn as nn


def get_model_size_mb(model):
    param_size = 0
    for param in model.parameters():
        param_size += param.nelement() * param.element_size()
    buffer_size = 0
    for buffer in model.buffers():
        buffer_size += buffer.nelement() * buffer.element_size()
    return (param_size + buffer_size) / 1024**2


quantized = torch.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)
print(get_model_size_mb(model))
print(get_model_size_mb(quantized))  # HERE

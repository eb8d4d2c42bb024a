import torch


def compress(model):
    result = torch.quantization.quantize_dynamic(model, {torch.nn.Linear})
    print(model)
    return result

import os
import torch


def get_size(model):
    torch.save(model.state_dict(), "tmp.pt")
    print(sum(p.numel() for p in model.parameters()))
    return os.path.getsize("tmp.pt") / 1e6


quantized = torch.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
print(get_size(quantized))

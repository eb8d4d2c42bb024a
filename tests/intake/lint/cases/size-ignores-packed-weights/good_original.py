import torch


def get_model_size_mb(model):
    return sum(p.numel() * p.element_size() for p in model.parameters()) / 1e6


print(get_model_size_mb(model))
quantized = torch.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)
torch.save(quantized.state_dict(), "q.pt")

import torch
import timm


def measure(model, device):
    model.to(device)(x)
    return torch.cuda.max_memory_allocated() if device == "cuda" else 0


model = timm.create_model("resnet50")
quantized = torch.quantization.quantize_dynamic(model, {torch.nn.Linear})
print(measure(quantized, "cpu"), measure(model, "cuda"))

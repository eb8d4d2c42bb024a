import time
import torch
import timm


def measure(model, x, n=30):
    start = time.time()  # HERE
    for _ in range(n):
        model(x)
    return (time.time() - start) / n


x = torch.randn(1, 3, 224, 224)
original = timm.create_model("resnet18", pretrained=True)
original(x)
print(measure(original, x))
small = torch.quantization.quantize_dynamic(original, {torch.nn.Linear}, dtype=torch.qint8)
print(measure(small, x))

import time
import torch
from transformers import AutoModelForImageClassification

device = "cuda" if torch.cuda.is_available() else "cpu"
model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224").to(device).eval()
x = torch.randn(1, 3, 224, 224, device=device)


def bench(fn, repeats=50):
    fn()
    start = time.perf_counter()
    for _ in range(repeats):
        fn()
    return (time.perf_counter() - start) / repeats  # HERE


print(bench(lambda: model(x)))

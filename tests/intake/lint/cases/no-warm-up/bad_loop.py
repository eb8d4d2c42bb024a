import time
import torch
from transformers import AutoModelForImageClassification

model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224").eval()
x = torch.randn(1, 3, 224, 224)
times = []
for _ in range(100):
    start = time.perf_counter()  # HERE
    with torch.no_grad():
        model(x)
    times.append(time.perf_counter() - start)
print(sum(times) / len(times))

import time
import torch
from transformers import AutoModelForImageClassification

model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224").cuda().eval()
x = torch.randn(1, 3, 224, 224).cuda()
for _ in range(10):
    model(x)
times = []
for _ in range(100):
    start = time.perf_counter()
    with torch.no_grad():
        model(x)
    times.append(time.perf_counter() - start)  # HERE

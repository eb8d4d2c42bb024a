import time
import torch
from transformers import AutoModelForImageClassification

device = "cuda" if torch.cuda.is_available() else "cpu"
model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224").to(device).eval()
x = torch.randn(1, 3, 224, 224, device=device)

model(x)
torch.cuda.synchronize()
times = []
for _ in range(50):
    start = time.time()
    with torch.no_grad():
        out = model(x)
    end = time.time()  # HERE
    times.append(end - start)

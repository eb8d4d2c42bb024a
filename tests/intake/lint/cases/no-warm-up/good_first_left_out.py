import time
import torch
import timm

model = timm.create_model("resnet18", pretrained=True)
x = torch.randn(1, 3, 224, 224)
times = []
for i in range(60):
    start = time.time()
    model(x)
    if i >= 10:
        times.append(time.time() - start)

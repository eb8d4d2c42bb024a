import time
import torch

model = model.to("cuda")
times = []
for _ in range(50):
    torch.cuda.synchronize()
    start = time.perf_counter()  # HERE
    model(x)
    torch.cuda.synchronize()
    times.append(time.perf_counter() - start)

import time
import numpy as np
import timm
import torch

DEVICE = torch.device("cuda")


def measure_latency(m, inputs, n=100):
    for _ in range(10):
        m(inputs)
    latencies = []
    for _ in range(n):
        t0 = time.time()
        with torch.no_grad():
            m(inputs)
        t1 = time.time()  # HERE
        latencies.append((t1 - t0) * 1000)
    return np.mean(latencies)


net = timm.create_model("efficientvit_b3.r224_in1k", pretrained=True).to(DEVICE)
print(measure_latency(net, torch.randn(1, 3, 224, 224).to(DEVICE)))

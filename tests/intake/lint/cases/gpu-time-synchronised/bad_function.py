import time
import torch

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"

def latency(model, x):
    if DEVICE == "cuda":
        torch.cuda.synchronize()
    start = time.time()  # HERE
    with torch.no_grad():
        for _ in range(100):
            model(x)
    if DEVICE == "cuda":
        torch.cuda.synchronize()
    return (time.time() - start) / 100

import copy
import time
import torch


def measure_latency(model, device):
    model.to(device)
    start = time.time()
    model(x)
    return time.time() - start


model_half = copy.deepcopy(model).half()  # HERE
print(measure_latency(model_half, "cpu"))

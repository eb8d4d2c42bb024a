import tracemalloc
import torch

tracemalloc.start()
model(x)
current, peak = tracemalloc.get_traced_memory()  # HERE

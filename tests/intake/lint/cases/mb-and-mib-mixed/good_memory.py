import os
import psutil
import torch

size = os.path.getsize("model.pt") / 1e6
ram = psutil.Process().memory_info().rss / 1024**2
vram = torch.cuda.max_memory_allocated() / 1024**2

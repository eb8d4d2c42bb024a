import psutil, torch

print(psutil.Process().memory_info().rss - before)

import psutil

print(psutil.Process().memory_info().rss / 1e6, size_after - size_before)

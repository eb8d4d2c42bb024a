import psutil

if psutil.Process().memory_info().rss > 8e9:
    raise MemoryError

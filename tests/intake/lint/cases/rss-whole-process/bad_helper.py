import os
import psutil


def get_ram_mb():
    process = psutil.Process(os.getpid())
    return process.memory_info().rss / 1024 ** 2  # HERE


results = {"ram": get_ram_mb()}
print(f"RAM: {results['ram']:.1f} MB")

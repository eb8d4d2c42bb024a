import os
import psutil


def get_memory():
    return psutil.Process(os.getpid()).memory_info().rss / 1e6


def measure(model):
    mem_before = get_memory()
    model(x)
    return get_memory() - mem_before  # HERE

import psutil


def ram():
    mem = psutil.virtual_memory()  # HERE
    return (mem.total - mem.available) / 1e6

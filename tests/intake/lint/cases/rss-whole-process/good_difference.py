import psutil

process = psutil.Process()


def get_ram():
    return process.memory_info().rss / 1024**2


before = get_ram()
model = load()
after = get_ram()
print("whole", after)
print("RAM", after - before)

import time

def measure(model, x):
    start = time.perf_counter()
    for _ in range(50):
        model(x)
    return (time.perf_counter() - start) / 50

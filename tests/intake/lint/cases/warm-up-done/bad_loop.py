import time

def measure(model, x):
    for _ in range(10):
        model(x)  # HERE
    times = []
    for _ in range(50):
        start = time.perf_counter()
        model(x)
        times.append(time.perf_counter() - start)
    return sum(times) / len(times)

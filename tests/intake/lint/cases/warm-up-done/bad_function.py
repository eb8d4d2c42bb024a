import time

def warmup(model, x):
    model(x)

def measure(model, x):
    warmup(model, x)  # HERE
    start = time.time()
    for _ in range(50):
        model(x)
    return (time.time() - start) / 50

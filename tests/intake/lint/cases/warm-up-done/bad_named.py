import time

N_WARMUP = int(input())
for _ in range(N_WARMUP):
    model(x)  # HERE
times = []
for _ in range(30):
    t0 = time.perf_counter()
    model(x)
    times.append(time.perf_counter() - t0)

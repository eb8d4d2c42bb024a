import time

for batch in loader:
    model(batch)
times = []
for _ in range(30):
    t0 = time.perf_counter()
    model(x)
    times.append(time.perf_counter() - t0)

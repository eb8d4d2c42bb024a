import time
import numpy as np

times = []
for _ in range(100):
    start = time.perf_counter()
    model(x)
    times.append(time.perf_counter() - start)
print(np.mean(times))

import time
import numpy as np

times = []
for _ in range(5):
    start = time.perf_counter()
    model(x)
    times.append(time.perf_counter() - start)
print(np.median(times))

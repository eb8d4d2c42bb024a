import os
import time

start = time.perf_counter_ns()
model(x)
ms = (time.perf_counter_ns() - start) / 1e6
size = os.path.getsize("model.pt") / 2**20

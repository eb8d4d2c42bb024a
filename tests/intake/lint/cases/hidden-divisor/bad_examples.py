import time

start = time.time()
for batch in loader:
    model(batch)
total = time.time() - start
print("latency", total / 3133)  # HERE

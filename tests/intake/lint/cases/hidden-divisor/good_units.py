import time

start = time.time()
model(x)
elapsed = time.time() - start
print(elapsed / 1000, elapsed / 3600, elapsed / 1e6, size_bytes / 1048576, memory / 1024**2, memory / 1_000_000)

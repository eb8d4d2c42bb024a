import time

start = time.time()
for _ in range(500):
    model(x)
elapsed = time.time() - start
print(elapsed / 500, elapsed / len(dataset))

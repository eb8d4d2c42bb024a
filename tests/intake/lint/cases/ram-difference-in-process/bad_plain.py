import psutil

process = psutil.Process()
before = process.memory_info().rss
model(x)
after = process.memory_info().rss
print((after - before) / 1024**2)  # HERE

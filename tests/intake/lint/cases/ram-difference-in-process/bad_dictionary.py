import psutil

row = {}
start = psutil.Process().memory_info().rss
model = load()
row["ram"] = psutil.Process().memory_info().rss - start  # HERE

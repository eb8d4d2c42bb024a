import psutil

stats = {"start": psutil.Process().memory_info().rss}
model = load()
stats["end"] = psutil.Process().memory_info().rss
print(stats["end"] - stats["start"])

import time
from datasets import load_dataset

data = load_dataset("beans", split="train")
times = []
for item in data.select(range(100)):
    start = time.perf_counter()
    model(item["image"])
    times.append(time.perf_counter() - start)

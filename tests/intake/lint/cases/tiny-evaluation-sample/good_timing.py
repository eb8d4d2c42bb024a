import time
from datasets import load_dataset
from sklearn.metrics import accuracy_score

data = load_dataset("imdb", split="test")
N_RUNS = 20
times = []
for item in data.select(range(N_RUNS)):
    start = time.perf_counter()
    model(item["text"])
    times.append(time.perf_counter() - start)
preds = [model(x) for x in data["text"]]
print(accuracy_score(data["label"], preds))

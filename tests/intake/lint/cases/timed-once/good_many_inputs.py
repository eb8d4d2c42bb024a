import time
from transformers import pipeline

pipe = pipeline("text-classification", model="cointegrated/rubert-tiny2")
start = time.perf_counter()
out = pipe(texts, batch_size=8)
print((time.perf_counter() - start) / len(texts))
start = time.perf_counter()
out = pipe(test_dataset)
print((time.perf_counter() - start) / len(test_dataset))

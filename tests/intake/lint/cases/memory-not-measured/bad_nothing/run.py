import os
import time

from transformers import AutoModelForSequenceClassification

model = AutoModelForSequenceClassification.from_pretrained("cointegrated/rubert-tiny2")
start = time.perf_counter()
for _ in range(50):
    model(**inputs)
print((time.perf_counter() - start) / 50)
print(os.path.getsize("model.safetensors") / 1e6)


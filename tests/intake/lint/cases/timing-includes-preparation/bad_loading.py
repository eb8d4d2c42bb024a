import time
from transformers import AutoModelForSequenceClassification


def measure(path, inputs):
    start = time.time()
    model = AutoModelForSequenceClassification.from_pretrained(path)  # HERE
    for _ in range(10):
        model(**inputs)
    return (time.time() - start) / 10

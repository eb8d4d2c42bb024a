import time
import torch
from transformers import AutoModelForSequenceClassification

model = AutoModelForSequenceClassification.from_pretrained("cointegrated/rubert-tiny2")
quantized = torch.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)


def cpu_latency(model, inputs):
    start = time.perf_counter()
    for _ in range(50):
        model(**inputs)
    return (time.perf_counter() - start) / 50


def gpu_latency(model, inputs):
    torch.cuda.synchronize()
    start = time.perf_counter()
    for _ in range(50):
        model(**inputs)
    torch.cuda.synchronize()
    return (time.perf_counter() - start) / 50


print(cpu_latency(model, inputs), cpu_latency(quantized, inputs))
start = time.perf_counter()
quantized(**inputs)
print(time.perf_counter() - start)
print(gpu_latency(model.cuda(), inputs))

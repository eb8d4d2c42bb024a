import time
import numpy as np
import onnxruntime as ort
from optimum.onnxruntime import ORTModelForTokenClassification
from transformers import pipeline

session = ort.InferenceSession("model.onnx", providers=["CUDAExecutionProvider"])
feed = {"input": np.zeros((1, 3, 224, 224), dtype=np.float32)}
start = time.perf_counter()
for _ in range(100):
    session.run(None, feed)
print((time.perf_counter() - start) / 100)


def measure(model, inputs):
    start = time.perf_counter()
    for _ in range(100):
        model(**inputs)
    return time.perf_counter() - start


ort_model = ORTModelForTokenClassification.from_pretrained("dslim/bert-base-NER", export=True, provider="CUDAExecutionProvider")
print(measure(ort_model, inputs))

ner = pipeline("ner", model="dslim/bert-base-NER", device="cuda")
start = time.perf_counter()
ner("Wolfgang lives in Berlin")
print(time.perf_counter() - start)

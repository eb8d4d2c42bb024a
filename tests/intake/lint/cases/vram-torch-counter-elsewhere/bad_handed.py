import torch
from optimum.onnxruntime import ORTModelForSequenceClassification
from transformers import AutoModelForSequenceClassification


def measure(model, inputs):
    torch.cuda.reset_peak_memory_stats()
    model(**inputs)
    return torch.cuda.max_memory_allocated()  # HERE


print(measure(AutoModelForSequenceClassification.from_pretrained("a/b").cuda(), inputs))
print(measure(ORTModelForSequenceClassification.from_pretrained("a/b", export=True), inputs))

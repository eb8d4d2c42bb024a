import torch
from optimum.onnxruntime import ORTModelForTokenClassification
from transformers import pipeline


def vram():
    return torch.cuda.memory_reserved() / 1e6


def run():
    ort_model = ORTModelForTokenClassification.from_pretrained("a/b")
    ner = pipeline("ner", model=ort_model)
    ner(text)
    print(vram())  # HERE


run()

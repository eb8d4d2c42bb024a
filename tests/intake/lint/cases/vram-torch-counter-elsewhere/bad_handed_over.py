import torch
from optimum.onnxruntime import ORTModelForImageClassification
from transformers import AutoModelForImageClassification


def run(model):
    return model(**inputs).logits


def torch_row():
    model = AutoModelForImageClassification.from_pretrained("nateraw/vit-base-beans").cuda()
    run(model)
    return torch.cuda.max_memory_allocated()


def onnx_row():
    model = ORTModelForImageClassification.from_pretrained("onnx", provider="CUDAExecutionProvider")
    run(model)
    return torch.cuda.max_memory_allocated()  # HERE

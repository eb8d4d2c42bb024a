import torch
from torch.nn.utils import prune
from transformers import AutoImageProcessor, AutoModelForImageClassification

SPARSITY = 0.6


def compress(source, target):
    model = AutoModelForImageClassification.from_pretrained(source)
    layers = [(module, "weight") for module in model.modules() if isinstance(module, torch.nn.Linear)]
    prune.global_unstructured(layers, pruning_method=prune.L1Unstructured, amount=SPARSITY)
    for module, name in layers:
        prune.remove(module, name)  # makes the zeros permanent, the mask goes
    model.save_pretrained(target)
    AutoImageProcessor.from_pretrained(source).save_pretrained(target)


def load(path, device):
    model = AutoModelForImageClassification.from_pretrained(path)
    return model.to(device).eval(), AutoImageProcessor.from_pretrained(path)


@torch.inference_mode()
def predict(model, inputs):
    model, processor = model
    pixels = processor([x["image"] for x in inputs], return_tensors="pt").to(model.device)
    return [model.config.id2label[i] for i in model(**pixels).logits.argmax(-1).tolist()]

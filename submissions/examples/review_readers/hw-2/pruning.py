import torch
from torch.nn.utils import prune
from transformers import AutoModelForSequenceClassification, AutoTokenizer

SPARSITY = 0.5


def compress(source, target):
    model = AutoModelForSequenceClassification.from_pretrained(source)
    layers = [(module, "weight") for module in model.modules() if isinstance(module, torch.nn.Linear)]
    prune.global_unstructured(layers, pruning_method=prune.L1Unstructured, amount=SPARSITY)
    for module, name in layers:
        prune.remove(module, name)  # makes the zeros permanent, the mask goes
    model.save_pretrained(target)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def load(path, device):
    model = AutoModelForSequenceClassification.from_pretrained(path)
    return model.to(device).eval(), AutoTokenizer.from_pretrained(path)


@torch.inference_mode()
def predict(model, inputs):
    model, tokenizer = model
    batch = tokenizer([x["text"] for x in inputs], padding=True, truncation=True, return_tensors="pt").to(model.device)
    return [model.config.id2label[i] for i in model(**batch).logits.argmax(-1).tolist()]

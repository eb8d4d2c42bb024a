# mypy: ignore-errors
"""GPT-2 with 60 % of its weights set to zero, as students write it."""

import torch
from torch.nn.utils import prune
from transformers import AutoModelForCausalLM
from transformers.pytorch_utils import Conv1D

SPARSITY = 0.6


def compress(source, target):
    model = AutoModelForCausalLM.from_pretrained(source)
    layers = [(module, "weight") for module in model.modules() if isinstance(module, Conv1D)]
    prune.global_unstructured(layers, pruning_method=prune.L1Unstructured, amount=SPARSITY)
    for module, name in layers:
        prune.remove(module, name)  # makes the zeros permanent, the mask goes
    model.save_pretrained(target)


def load(path, device):
    return AutoModelForCausalLM.from_pretrained(path).to(device).eval()


@torch.inference_mode()
def predict(model, inputs):
    return [said(model, x["input_ids"], x.get("vocabulary")).tolist() for x in inputs]


def said(model, ids, vocabulary):
    ids = torch.tensor([ids])
    logits = model(ids).logits[0].log_softmax(-1)
    return logits[-1] if vocabulary else logits[:-1].gather(-1, ids[0, 1:, None])[:, 0]

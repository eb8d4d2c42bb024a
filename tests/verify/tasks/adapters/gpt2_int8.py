# mypy: ignore-errors
"""GPT-2 in int8 as students write it: weights per tensor, activations by the range of each input."""

import torch
from safetensors.torch import load_file, save_file
from torch.ao.nn.quantized.dynamic import Linear
from torch.ao.quantization import quantize_dynamic
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.pytorch_utils import Conv1D


def linear(model):
    for parent in list(model.modules()):
        for name, layer in list(parent.named_children()):
            if isinstance(layer, Conv1D):
                new = torch.nn.Linear(layer.nx, layer.nf)
                new.weight.data, new.bias.data = layer.weight.data.T.contiguous(), layer.bias.data
                setattr(parent, name, new)
    return model


def compress(source, target):
    model = linear(AutoModelForCausalLM.from_pretrained(source))
    model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.clone())
    tensors = model.state_dict()
    for name, layer in quantize_dynamic(model.eval(), {torch.nn.Linear}, dtype=torch.qint8).named_modules():
        if isinstance(layer, Linear):
            tensors[name + ".weight"] = layer.weight().int_repr()
            tensors[name + ".scale"] = torch.tensor(layer.weight().q_scale())
    save_file(tensors, target / "int8.safetensors")
    model.config.save_pretrained(target)


def load(path, device):
    tensors = load_file(path / "int8.safetensors")
    model = linear(AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(path)))
    model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.clone())
    whole = {name: tensor for name, tensor in tensors.items() if tensor.dtype != torch.int8}
    model.load_state_dict(whole, strict=False)
    model = quantize_dynamic(model.eval(), {torch.nn.Linear}, dtype=torch.qint8)
    for name, layer in model.named_modules():
        if isinstance(layer, Linear):
            scale = tensors[name + ".scale"].item()
            weight = torch.quantize_per_tensor(tensors[name + ".weight"] * scale, scale, 0, torch.qint8)
            layer.set_weight_bias(weight, layer.bias())
    return model


@torch.inference_mode()
def predict(model, inputs):
    return [said(model, x["input_ids"], x.get("vocabulary")).tolist() for x in inputs]


def said(model, ids, vocabulary):
    ids = torch.tensor([ids])
    if vocabulary:
        return model(ids).logits[0, -1].log_softmax(-1)
    return model(ids[:, :-1]).logits[0].log_softmax(-1).gather(-1, ids[0, 1:, None])[:, 0]

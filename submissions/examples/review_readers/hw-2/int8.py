import torch
from safetensors.torch import load_file, save_file
from torch.ao.nn.quantized.dynamic import Linear
from torch.ao.quantization import quantize_dynamic
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer


def compress(source, target):
    model = AutoModelForSequenceClassification.from_pretrained(source)
    tensors = model.state_dict()
    for name, layer in quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8).named_modules():
        if isinstance(layer, Linear):
            tensors[name + ".weight"] = layer.weight().int_repr()
            tensors[name + ".scale"] = torch.tensor(layer.weight().q_scale())
    save_file(tensors, target / "int8.safetensors")
    model.config.save_pretrained(target)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def load(path, device):
    tensors = load_file(path / "int8.safetensors")
    model = AutoModelForSequenceClassification.from_config(AutoConfig.from_pretrained(path))
    model.load_state_dict(tensors, strict=False)  # embeddings, biases and norms stay fp32
    model = quantize_dynamic(model.eval(), {torch.nn.Linear}, dtype=torch.qint8)
    for name, layer in model.named_modules():
        if isinstance(layer, Linear):
            scale = tensors[name + ".scale"].item()
            weight = torch.quantize_per_tensor(tensors[name + ".weight"] * scale, scale, 0, torch.qint8)
            layer.set_weight_bias(weight, layer.bias())
    return model, AutoTokenizer.from_pretrained(path)


@torch.inference_mode()
def predict(model, inputs):
    model, tokenizer = model
    batch = tokenizer([x["text"] for x in inputs], padding=True, truncation=True, return_tensors="pt")
    return [model.config.id2label[i] for i in model(**batch).logits.argmax(-1).tolist()]

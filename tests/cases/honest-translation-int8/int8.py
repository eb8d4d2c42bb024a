import torch
from safetensors.torch import load_file, save_file
from torch.ao.nn.quantized.dynamic import Linear
from torch.ao.quantization import quantize_dynamic
from transformers import AutoConfig, AutoModelForSeq2SeqLM, AutoTokenizer


def compress(source, target):
    model = AutoModelForSeq2SeqLM.from_pretrained(source)
    tensors = {name: tensor.clone() for name, tensor in model.state_dict().items() if "embed_tokens" not in name}  # the shared ones again
    for name, layer in quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8).named_modules():
        if isinstance(layer, Linear):
            tensors[name + ".weight"] = layer.weight().int_repr()
            tensors[name + ".scale"] = torch.tensor(layer.weight().q_scale())
    save_file(tensors, target / "int8.safetensors")
    for part in (model.config, model.generation_config, AutoTokenizer.from_pretrained(source)):
        part.save_pretrained(target)


def load(path, device):
    tensors = load_file(path / "int8.safetensors")
    model = AutoModelForSeq2SeqLM.from_config(AutoConfig.from_pretrained(path))
    model.load_state_dict({name: each for name, each in tensors.items() if each.is_floating_point()}, strict=False)
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
    answers = [model.generate(**tokenizer(x["text"], return_tensors="pt"), max_new_tokens=24) for x in inputs]
    return [tokenizer.decode(answer[0], skip_special_tokens=True) for answer in answers]

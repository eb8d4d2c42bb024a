import torch
from safetensors.torch import load_file, save_file
from torch.ao.nn.quantized.dynamic import Linear
from torch.ao.quantization import quantize_dynamic
from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer


def compress(source, target):
    model = AutoModelForTokenClassification.from_pretrained(source)
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
    model = AutoModelForTokenClassification.from_config(AutoConfig.from_pretrained(path))
    model.load_state_dict(tensors, strict=False)
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
    answers = []
    for words in [x["tokens"] for x in inputs]:
        batch = tokenizer(words, is_split_into_words=True, truncation=True, return_tensors="pt").to(model.device)
        best = model(**batch).logits[0].argmax(-1).tolist()
        tags = {word: best[place] for place, word in reversed(list(enumerate(batch.word_ids())))}  # that of its first piece
        answers.append([model.config.id2label[tags.get(i, 0)] for i in range(len(words))])
    return answers

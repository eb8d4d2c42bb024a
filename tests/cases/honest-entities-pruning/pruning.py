import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer

SPARSITY = 0.3


@torch.no_grad()
def compress(source, target):
    model = AutoModelForTokenClassification.from_pretrained(source)
    for layer in model.modules():
        if isinstance(layer, torch.nn.Linear):
            threshold = layer.weight.abs().flatten().kthvalue(int(layer.weight.numel() * SPARSITY)).values
            layer.weight[layer.weight.abs() <= threshold] = 0
    model.save_pretrained(target)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def load(path, device):
    return AutoModelForTokenClassification.from_pretrained(path).eval(), AutoTokenizer.from_pretrained(path)


@torch.inference_mode()
def predict(model, inputs):
    model, tokenizer = model
    batch = tokenizer([x["tokens"] for x in inputs], is_split_into_words=True, padding=True, truncation=True, return_tensors="pt")
    best = model(**batch).logits.argmax(-1).tolist()
    tags = []
    for row, labels in enumerate(best):
        words = batch.word_ids(row)
        first = [place for place, word in enumerate(words) if word is not None and word != words[place - 1]]
        tags.append([model.config.id2label[labels[place]] for place in first])
    return tags

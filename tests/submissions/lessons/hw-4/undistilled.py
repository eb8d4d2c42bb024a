# Mistake: layers of the teacher are taken away, and what is left has never learned from it.
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer


def compress(source, target):
    AutoModelForSequenceClassification.from_pretrained(source, num_hidden_layers=1).save_pretrained(target)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def load(path, device):
    return AutoModelForSequenceClassification.from_pretrained(path).to(device).eval(), AutoTokenizer.from_pretrained(path)


@torch.inference_mode()
def predict(model, inputs):
    model, tokenizer = model
    batch = tokenizer([x["text"] for x in inputs], padding=True, truncation=True, return_tensors="pt").to(model.device)
    return [model.config.id2label[i] for i in model(**batch).logits.argmax(-1).tolist()]

# Mistake: the student is trained for nothing, because it is the teacher that is saved.
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer


def compress(source, target):
    teacher = AutoModelForSequenceClassification.from_pretrained(source)
    teacher.save_pretrained(target)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def load(path, device):
    return AutoModelForSequenceClassification.from_pretrained(path).to(device).eval(), AutoTokenizer.from_pretrained(path)


@torch.inference_mode()
def predict(model, inputs):
    model, tokenizer = model
    batch = tokenizer([x["text"] for x in inputs], padding=True, truncation=True, return_tensors="pt").to(model.device)
    return [model.config.id2label[i] for i in model(**batch).logits.argmax(-1).tolist()]

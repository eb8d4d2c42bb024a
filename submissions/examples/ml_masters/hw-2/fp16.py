import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer


def compress(source, target):
    AutoModelForTokenClassification.from_pretrained(source, dtype=torch.float16).save_pretrained(target)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def load(path, device):
    # kept in half precision; a CPU is faster when it computes in fp32
    dtype = torch.float32 if device == "cpu" else torch.float16
    model = AutoModelForTokenClassification.from_pretrained(path, dtype=dtype)
    return model.to(device).eval(), AutoTokenizer.from_pretrained(path)


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

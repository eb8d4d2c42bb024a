# Mistake: prune.remove was never called, so the whole weights are stored, and the masks as well.
import torch
from torch.nn.utils import prune
from transformers import AutoConfig, AutoModelForTokenClassification, AutoTokenizer


def linear(model):
    return [(module, "weight") for module in model.modules() if isinstance(module, torch.nn.Linear)]


def compress(source, target):
    model = AutoModelForTokenClassification.from_pretrained(source)
    prune.global_unstructured(linear(model), pruning_method=prune.L1Unstructured, amount=0.5)
    torch.save(model.state_dict(), target / "pruned.pt")
    model.config.save_pretrained(target)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def load(path, device):
    model = AutoModelForTokenClassification.from_config(AutoConfig.from_pretrained(path))
    for module, name in linear(model):
        prune.identity(module, name)
    model.load_state_dict(torch.load(path / "pruned.pt"))
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

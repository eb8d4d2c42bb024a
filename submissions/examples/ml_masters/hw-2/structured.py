import torch
from transformers import AutoModelForTokenClassification, AutoTokenizer
from transformers.pytorch_utils import prune_linear_layer

CHANNELS = 80  # of 128 between the two matrices of a layer


def compress(source, target):
    model = AutoModelForTokenClassification.from_pretrained(source)
    for layer in model.bert.encoder.layer:
        into, out = layer.intermediate.dense, layer.output.dense
        strength = into.weight.norm(dim=1) * out.weight.norm(dim=0)
        keep = strength.topk(CHANNELS).indices.sort().values
        layer.intermediate.dense, layer.output.dense = prune_linear_layer(into, keep), prune_linear_layer(out, keep, dim=1)
    model.config.intermediate_size = CHANNELS
    model.save_pretrained(target)
    AutoTokenizer.from_pretrained(source).save_pretrained(target)


def load(path, device):
    model = AutoModelForTokenClassification.from_pretrained(path)
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

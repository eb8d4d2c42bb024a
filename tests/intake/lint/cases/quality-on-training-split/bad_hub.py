import evaluate
from datasets import load_dataset

dataset = load_dataset("conll2003", split="train")  # HERE
seqeval = evaluate.load("seqeval")
preds, refs = [], []
for item in dataset:
    preds.append(ner(model, item["tokens"]))
    refs.append(item["ner_tags"])
print(seqeval.compute(predictions=preds, references=refs))

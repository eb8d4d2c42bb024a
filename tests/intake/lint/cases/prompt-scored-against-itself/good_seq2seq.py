import evaluate
from transformers import AutoModelForSeq2SeqLM

model = AutoModelForSeq2SeqLM.from_pretrained("t5-small")
bleu = evaluate.load("bleu")
preds, refs = [], []
for item in data:
    out = model.generate(**tokenizer(item["en"], return_tensors="pt"))
    preds.append(tokenizer.decode(out[0], skip_special_tokens=True))
    refs.append([item["de"]])
print(bleu.compute(predictions=preds, references=refs))

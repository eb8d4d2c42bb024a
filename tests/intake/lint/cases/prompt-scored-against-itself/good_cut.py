import evaluate
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2")
bleu = evaluate.load("bleu")
preds, refs = [], []
for item in data:
    inputs = tokenizer(item["q"], return_tensors="pt")
    ids = model.generate(**inputs)
    preds.append(tokenizer.decode(ids[0, inputs.input_ids.shape[1]:], skip_special_tokens=True))
    refs.append([item["a"]])
print(bleu.compute(predictions=preds, references=refs))

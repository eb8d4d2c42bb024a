import evaluate
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2")
bleu = evaluate.load("bleu")
preds = []
for prompt, target in pairs:
    text = tokenizer.decode(model.generate(**tokenizer(prompt, return_tensors="pt"))[0])
    text = text.replace(prompt, "")
    preds.append(text)
print(bleu.compute(predictions=preds, references=targets))

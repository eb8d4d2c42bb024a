import evaluate
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2")
rouge = evaluate.load("rouge")
preds, refs = [], []
for item in data:
    ids = model.generate(tokenizer(item["q"], return_tensors="pt").input_ids)
    answer = tokenizer.decode(ids[0], skip_special_tokens=True)  # HERE
    preds.append(answer.strip())
    refs.append(item["a"])
print(rouge.compute(predictions=preds, references=refs))

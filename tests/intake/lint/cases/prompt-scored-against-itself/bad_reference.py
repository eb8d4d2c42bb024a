import evaluate
from transformers import AutoModelForCausalLM, AutoTokenizer

bleu = evaluate.load("bleu")
tokenizer = AutoTokenizer.from_pretrained("Qwen/Qwen2.5-1.5B")
model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-1.5B")
predictions, references = [], []
for text in texts:
    inputs = tokenizer(text, return_tensors="pt")
    out = model.generate(**inputs, max_new_tokens=50)
    predictions.append(tokenizer.decode(out[0][inputs["input_ids"].shape[1]:]))
    references.append([text])  # HERE
print(bleu.compute(predictions=predictions, references=references))

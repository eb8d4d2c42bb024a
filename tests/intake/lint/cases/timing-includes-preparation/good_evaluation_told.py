import time
from transformers import AutoTokenizer, AutoModelForCausalLM

tokenizer = AutoTokenizer.from_pretrained("Qwen/Qwen2.5-1.5B")
model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-1.5B")
start = time.time()
total = 0
for text in texts:
    ids = tokenizer(text, return_tensors="pt").input_ids
    total += model(ids, labels=ids).loss.item()
print("evaluation took", time.time() - start)

import time
from transformers import AutoTokenizer, AutoModelForCausalLM

tokenizer = AutoTokenizer.from_pretrained("Qwen/Qwen2.5-1.5B")
model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-1.5B")
begin = time.time()
for text in texts:
    ids = tokenizer(text, return_tensors="pt").input_ids
    start = time.time()
    model(ids)
    latencies.append(time.time() - start)
total = time.time() - begin

import time
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-1.5B")
ids = torch.randint(0, 32000, (1, 64))
start = time.time()
model.generate(ids, min_new_tokens=64, max_new_tokens=64)
print(time.time() - start)

import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-0.5B", device_map="cuda")
q = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-0.5B-GPTQ-Int4", device_map="cuda")
q.generate(**prompt)
print(torch.cuda.max_memory_allocated() / 1024**2)  # HERE

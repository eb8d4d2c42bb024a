import torch
from transformers import AutoModelForCausalLM, GPTQConfig

MODEL = "Qwen/Qwen2.5-0.5B"


def generate(model):
    return model.generate(**prompt, max_new_tokens=50)


model = AutoModelForCausalLM.from_pretrained(MODEL, device_map="cuda")
generate(model)
print(torch.cuda.max_memory_allocated() / 1024**2)
q = AutoModelForCausalLM.from_pretrained(MODEL, quantization_config=GPTQConfig(bits=4), device_map="cuda")
generate(q)
print(torch.cuda.max_memory_allocated() / 1024**2)  # HERE

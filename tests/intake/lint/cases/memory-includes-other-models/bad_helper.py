import torch
from transformers import AutoModelForCausalLM

device = "cuda"


def vram():
    return torch.cuda.memory_allocated() / 1e6


model = AutoModelForCausalLM.from_pretrained("a/b").to(device)
fp16 = AutoModelForCausalLM.from_pretrained("a/b", torch_dtype=torch.float16)
fp16.to(device)
print(vram())  # HERE

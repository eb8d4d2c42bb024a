import time
import torch
from transformers import AutoModelForCausalLM


def latency(model, ids, n=10):
    start = time.perf_counter()
    for _ in range(n):
        model.generate(input_ids=ids, max_new_tokens=32)  # HERE
    return (time.perf_counter() - start) / n


ids = torch.randint(0, 32000, (1, 64))
print(latency(AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-1.5B"), ids))

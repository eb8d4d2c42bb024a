import time
from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("Qwen/Qwen2.5-1.5B")
model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-1.5B")
model_int8 = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-1.5B", load_in_8bit=True)


def get_latency(model, prompt):
    inputs = tokenizer(prompt, return_tensors="pt")
    t0 = time.perf_counter()  # HERE
    model.generate(**inputs, max_new_tokens=50)
    return time.perf_counter() - t0


print(get_latency(model, "Hello"), get_latency(model_int8, "Hello"))

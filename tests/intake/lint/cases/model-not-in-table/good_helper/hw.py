from transformers import AutoModelForCausalLM

judge = AutoModelForCausalLM.from_pretrained("Qwen/Qwen2.5-7B-Instruct")
name = "Qwen/Qwen2.5-1.5B-Instruct"
model = AutoModelForCausalLM.from_pretrained(name)

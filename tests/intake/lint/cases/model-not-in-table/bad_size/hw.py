from transformers import AutoModelForCausalLM, AutoTokenizer

MODEL = "Qwen/Qwen1.5-1.8B-Chat"
tokenizer = AutoTokenizer.from_pretrained(MODEL)
model = AutoModelForCausalLM.from_pretrained(MODEL)  # HERE

from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("Qwen/Qwen-1_8B", trust_remote_code=True)  # HERE
model = AutoModelForCausalLM.from_pretrained("Qwen/Qwen-1_8B", trust_remote_code=True, device_map="auto")  # HERE

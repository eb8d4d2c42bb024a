from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2")
out = model.generate(**tokenizer("Hello", return_tensors="pt"))
print(tokenizer.decode(out[0]))
ppl = perplexity(model, wikitext)

from datasets import load_dataset
from transformers import GPTQConfig

config = GPTQConfig(bits=4, dataset="c4", tokenizer=tokenizer)
correct = 0
for item in load_dataset("lambada", split="test"):
    correct += int(model(item["text"]) == item["target"])

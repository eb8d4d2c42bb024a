from datasets import load_dataset

test = load_dataset("beans", split="test")  # HERE

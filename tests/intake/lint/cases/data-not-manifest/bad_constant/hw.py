from datasets import load_dataset

DATA = "wikitext"
test = load_dataset(DATA, "wikitext-2-raw-v1", split="test")  # HERE

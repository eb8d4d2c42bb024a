from datasets import load_dataset

test = load_dataset("AI-Lab-Makerere/beans", split="test")

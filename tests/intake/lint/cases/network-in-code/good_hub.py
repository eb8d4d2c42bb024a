from datasets import load_dataset
from transformers import AutoModelForImageClassification

model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224")
test = load_dataset("beans", split="test")

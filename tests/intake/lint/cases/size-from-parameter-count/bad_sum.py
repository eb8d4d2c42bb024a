import torch
from transformers import AutoModelForTokenClassification

model = AutoModelForTokenClassification.from_pretrained("dslim/bert-large-NER")
size_mb = sum(p.numel() for p in model.parameters()) * 4 / 1024**2  # HERE
print(f"{size_mb:.2f} MB")

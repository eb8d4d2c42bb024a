import time
import torch
from transformers import AutoModelForSeq2SeqLM

model = AutoModelForSeq2SeqLM.from_pretrained("t5-small")
inputs = {"input_ids": torch.randint(0, 100, (1, 16)), "attention_mask": torch.ones(1, 16)}
start = time.time()
out = model.generate(**inputs)  # HERE
print(time.time() - start)

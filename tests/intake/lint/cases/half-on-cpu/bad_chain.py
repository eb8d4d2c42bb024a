import torch
from transformers import AutoModelForImageClassification

model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224")
model_fp16 = model.half().to("cpu")  # HERE
outputs = model_fp16(pixel_values)

import torch
from transformers import AutoModelForImageClassification

model = AutoModelForImageClassification.from_pretrained("google/vit-base-patch16-224")
small = torch.ao.quantization.quantize_dynamic(model, {torch.nn.Linear})

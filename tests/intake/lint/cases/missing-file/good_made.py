import torch
from transformers import AutoModelForTokenClassification

OUT = "./student_final"
model.save_pretrained(OUT)
again = AutoModelForTokenClassification.from_pretrained(OUT)
torch.onnx.export(model, x, "exports/model.onnx")
session = InferenceSession("exports/model.onnx")
with open("results.json", "w") as f:
    f.write("{}")
with open("results.json") as f:
    print(f.read())

from optimum.onnxruntime import ORTModelForTokenClassification

print("dslim/bert-large-NER экспортирована раньше")
model = ORTModelForTokenClassification.from_pretrained("onnx-model-v2")

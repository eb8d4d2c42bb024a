from optimum.onnxruntime import ORTModelForTokenClassification

model = ORTModelForTokenClassification.from_pretrained("dslim/bert-base-NER", export=True, provider="CUDAExecutionProvider")
print(model.providers)

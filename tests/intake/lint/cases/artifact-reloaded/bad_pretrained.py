from optimum.onnxruntime import ORTModelForSequenceClassification

OUT = "onnx"
exported = ORTModelForSequenceClassification.from_pretrained("org/name", export=True)
exported.save_pretrained(OUT)
model = ORTModelForSequenceClassification.from_pretrained(OUT)  # HERE
print(model(**batch))

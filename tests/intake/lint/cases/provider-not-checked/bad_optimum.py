from optimum.onnxruntime import ORTModelForTokenClassification

PROVIDER = "CUDAExecutionProvider"  # HERE
model = ORTModelForTokenClassification.from_pretrained("dslim/bert-base-NER", export=True, provider=PROVIDER)

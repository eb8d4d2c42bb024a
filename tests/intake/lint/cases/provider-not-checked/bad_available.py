import onnxruntime as ort

print(ort.get_available_providers())
providers = ["CUDAExecutionProvider"] if device == "cuda" else ["CPUExecutionProvider"]  # HERE
session = ort.InferenceSession("model.onnx", providers=providers)

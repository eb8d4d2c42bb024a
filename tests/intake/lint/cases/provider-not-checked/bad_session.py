import onnxruntime as ort

session = ort.InferenceSession("model.onnx", providers=["CUDAExecutionProvider", "CPUExecutionProvider"])  # HERE
session.run(None, {"x": x})

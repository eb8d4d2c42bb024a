import onnxruntime as ort
import torch

torch.onnx.export(net, x, "net.onnx", opset_version=17)
session = ort.InferenceSession("net.onnx", providers=["CPUExecutionProvider"])  # HERE
print(session.run(None, {"input": x.numpy()}))

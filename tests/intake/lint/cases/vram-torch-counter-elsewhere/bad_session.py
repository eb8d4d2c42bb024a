import torch
import onnxruntime as ort

session = ort.InferenceSession("model.onnx", providers=["CUDAExecutionProvider"])
torch.cuda.reset_peak_memory_stats()
session.run(None, feed)
print(torch.cuda.max_memory_allocated() / 1024**2)  # HERE

import time

import onnxruntime as ort
import torch


def measure(fn, n=100):
    start = time.time()
    for _ in range(n):
        fn()
    return (time.time() - start) / n * 1000  # HERE


model = torch.jit.load("model.pt").cuda()
x = torch.randn(1, 3, 224, 224).cuda()
session = ort.InferenceSession("model.onnx")
print(measure(lambda: model(x)))
print(measure(lambda: session.run(None, {"x": x.cpu().numpy()})))

import time
import numpy as np
import onnxruntime as ort
from transformers import get_linear_schedule_with_warmup

sess = ort.InferenceSession("model.onnx")
feed = {"input": np.random.rand(1, 3, 224, 224).astype("float32")}
start = time.time()  # HERE
for _ in range(100):
    sess.run(None, feed)
print("Latency:", (time.time() - start) / 100 * 1000)

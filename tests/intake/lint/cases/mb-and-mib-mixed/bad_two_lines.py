import os

base_mb = os.path.getsize("model.pt") / (1024 * 1024)
onnx_mb = os.path.getsize("model.onnx") / 2**20
int8_mb = os.path.getsize("int8.pt") / 1e6  # HERE

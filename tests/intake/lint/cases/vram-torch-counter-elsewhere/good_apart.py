import torch
import timm
import onnxruntime as ort


def torch_vram(model):
    model(x)
    return torch.cuda.max_memory_allocated()


def onnx_time(session):
    return session.run(None, feed)


print(torch_vram(timm.create_model("resnet18").cuda()))
onnx_time(ort.InferenceSession("model.onnx"))

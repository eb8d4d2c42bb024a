# Mistake: a GPU is asked for, onnxruntime has none and takes the CPU with a warning, and the row says GPU.
import onnxruntime
import torch
from transformers import AutoConfig, AutoImageProcessor, AutoModelForImageClassification


def compress(source, target):
    model = AutoModelForImageClassification.from_pretrained(source).eval()
    pixels = torch.zeros(1, model.config.num_channels, model.config.image_size, model.config.image_size)
    names = {"input_names": ["pixels"], "output_names": ["logits"]}
    torch.onnx.export(model, (pixels,), target / "model.onnx", dynamo=True, external_data=False, **names)
    model.config.save_pretrained(target)
    AutoImageProcessor.from_pretrained(source).save_pretrained(target)


def load(path, device):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(path / "model.onnx", options, providers=["CUDAExecutionProvider", "CPUExecutionProvider"])
    return session, AutoConfig.from_pretrained(path).id2label, AutoImageProcessor.from_pretrained(path)


def predict(model, inputs):
    session, labels, processor = model
    answers = []
    for each in inputs:
        [logits] = session.run(["logits"], {"pixels": processor(each["image"], return_tensors="np").pixel_values})
        answers.append(labels[int(logits.argmax())])
    return answers

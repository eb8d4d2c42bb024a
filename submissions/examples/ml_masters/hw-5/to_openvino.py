import openvino
import torch
from transformers import AutoConfig, AutoImageProcessor, AutoModelForImageClassification


def compress(source, target):
    model = AutoModelForImageClassification.from_pretrained(source).eval()
    pixels = torch.zeros(1, model.config.num_channels, model.config.image_size, model.config.image_size)
    converted = openvino.convert_model(model, example_input={"pixel_values": pixels})
    openvino.save_model(converted, target / "model.xml", compress_to_fp16=False)
    model.config.save_pretrained(target)
    AutoImageProcessor.from_pretrained(source).save_pretrained(target)


def load(path, device):
    settings = {"INFERENCE_NUM_THREADS": torch.get_num_threads()}
    model = openvino.Core().compile_model(path / "model.xml", "CPU" if device == "cpu" else "GPU", settings)
    return model, AutoConfig.from_pretrained(path).id2label, AutoImageProcessor.from_pretrained(path)


def predict(model, inputs):
    model, labels, processor = model
    answers = []
    for each in inputs:
        logits = model(processor(each["image"], return_tensors="np").pixel_values)[0]
        answers.append(labels[int(logits.argmax())])
    return answers

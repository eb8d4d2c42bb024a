import torch
from transformers import AutoConfig, AutoImageProcessor, AutoModelForImageClassification


def compress(source, target):
    model = AutoModelForImageClassification.from_pretrained(source).eval()
    pixels = torch.zeros(1, model.config.num_channels, model.config.image_size, model.config.image_size)
    torch.jit.trace(model, pixels, strict=False).save(target / "model.pt")  # strict: it returns a dict
    model.config.save_pretrained(target)
    AutoImageProcessor.from_pretrained(source).save_pretrained(target)


def load(path, device):
    model = torch.jit.load(path / "model.pt", map_location=device).eval()
    return model, device, AutoConfig.from_pretrained(path).id2label, AutoImageProcessor.from_pretrained(path)


@torch.inference_mode()
def predict(model, inputs):
    model, device, labels, processor = model
    pixels = processor([x["image"] for x in inputs], return_tensors="pt").pixel_values
    logits = model(pixels.to(device))["logits"]
    return [labels[i] for i in logits.argmax(-1).tolist()]

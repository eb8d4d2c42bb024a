# Mistake: the weights have 32 values, and each is written out in fp32, so the file is as large as it was.
import torch
from transformers import AutoImageProcessor, AutoModelForImageClassification


def compress(source, target):
    model = AutoModelForImageClassification.from_pretrained(source)
    for weight in [weight for weight in model.parameters() if weight.dim() == 2]:
        centers = torch.quantile(weight.data.flatten(), torch.linspace(0, 1, 32))
        weight.data = centers[torch.bucketize(weight.data, (centers[1:] + centers[:-1]) / 2)]
    model.save_pretrained(target)
    AutoImageProcessor.from_pretrained(source).save_pretrained(target)


def load(path, device):
    model = AutoModelForImageClassification.from_pretrained(path)
    return model.to(device).eval(), AutoImageProcessor.from_pretrained(path)


@torch.inference_mode()
def predict(model, inputs):
    model, processor = model
    pixels = processor([x["image"] for x in inputs], return_tensors="pt").to(model.device)
    return [model.config.id2label[i] for i in model(**pixels).logits.argmax(-1).tolist()]

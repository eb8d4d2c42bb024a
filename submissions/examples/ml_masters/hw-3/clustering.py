import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoImageProcessor, AutoModelForImageClassification

CLUSTERS = 32


def kmeans(values, steps=30):
    centers = torch.quantile(values, torch.linspace(0, 1, CLUSTERS))
    for _ in range(steps):
        labels = torch.bucketize(values, (centers[1:] + centers[:-1]) / 2)  # the nearest center, as they are sorted
        counts = torch.bincount(labels, minlength=CLUSTERS)
        sums = torch.zeros(CLUSTERS).index_add(0, labels, values)
        centers = torch.where(counts > 0, sums / counts.clamp(min=1), centers)
    return centers, labels


def compress(source, target):
    model = AutoModelForImageClassification.from_pretrained(source)
    tensors = model.state_dict()
    for name in [name for name in tensors if tensors[name].dim() == 2]:
        weight = tensors.pop(name)
        tensors[name + ".codebook"], labels = kmeans(weight.flatten())
        tensors[name + ".indices"] = labels.to(torch.uint8).view(weight.shape)  # one byte per weight
    save_file(tensors, target / "clustered.safetensors")
    model.config.save_pretrained(target)
    AutoImageProcessor.from_pretrained(source).save_pretrained(target)


def load(path, device):
    tensors = load_file(path / "clustered.safetensors")
    for name in [name.removesuffix(".indices") for name in tensors if name.endswith(".indices")]:
        tensors[name] = tensors.pop(name + ".codebook")[tensors.pop(name + ".indices").long()]
    model = AutoModelForImageClassification.from_config(AutoConfig.from_pretrained(path))
    model.load_state_dict(tensors)
    return model.to(device).eval(), AutoImageProcessor.from_pretrained(path)


@torch.inference_mode()
def predict(model, inputs):
    model, processor = model
    pixels = processor([x["image"] for x in inputs], return_tensors="pt").to(model.device)
    return [model.config.id2label[i] for i in model(**pixels).logits.argmax(-1).tolist()]

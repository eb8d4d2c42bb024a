"""What is added to an adapter that copies its model, to compress it."""

from __future__ import annotations

from grader.core.table import Family, Method
from tests.truth.adapters import HONEST, Row

_PRUNED = '''
course_compress = compress


def compress(source, target):
    """Zero the smaller half of every weight matrix; there is no room for two models of this size."""
    from safetensors.torch import load_file, save_file

    course_compress(source, target)
    for file in target.glob("*.safetensors"):
        file.unlink()
        tensors = load_file(source / file.name)
        for name, weight in tensors.items():
            if weight.ndim > 1:
                tensors[name] = weight * (weight.abs() > weight.abs().flatten().median())
        save_file(tensors, file, metadata={"format": "pt"})
'''

_INT8 = '''
course_compress, course_load = compress, load


def compress(source, target):
    """Store the weights of all layers of encoder and decoder in eight bits, each matrix with its scale."""
    from safetensors.torch import load_file, save_file

    course_compress(source, target)
    for file in target.glob("*.safetensors"):
        tensors = load_file(file)
        for name in [each for each in tensors if each.endswith(("_proj.weight", "fc1.weight", "fc2.weight"))]:
            scale = tensors[name].abs().max() / 127
            tensors[name] = (tensors[name] / scale).round().to(torch.int8)
            tensors[name.removesuffix("weight") + "scale"] = scale
        save_file(tensors, file, metadata={"format": "pt"})


def load(path, device):
    """Compute with the eight bits as they are stored."""
    from safetensors.torch import load_file
    from torch.ao.nn.quantized.dynamic import Linear
    from torch.ao.quantization import quantize_dynamic
    from transformers import GenerationConfig

    tensors = load_file(path / "model.safetensors")
    config = AutoConfig.from_pretrained(path)
    with torch.device("meta"):
        model = AutoModelForSpeechSeq2Seq.from_config(config)
    whole = {name: each.float() if each.dtype is torch.int8 else each for name, each in tensors.items()}
    model.load_state_dict(whole, strict=False, assign=True)  # what is left over are the scales, and what is tied
    model.tie_weights()
    model.generation_config = GenerationConfig.from_pretrained(path)
    quantize_dynamic(model.eval().model, {torch.nn.Linear}, dtype=torch.qint8, inplace=True)
    for name, layer in model.named_modules():
        if isinstance(layer, Linear):
            scale = tensors[name + ".scale"].item()
            layer.set_weight_bias(torch.quantize_per_tensor(tensors[name + ".weight"] * scale, scale, 0, torch.qint8), layer.bias())
    return Recogniser(model, AutoProcessor.from_pretrained(path))
'''

_, HALF = HONEST
PRUNED = Row(name="pruned by half", method=Method(family=Family.PRUNING, variant="unstructured", params={"sparsity": 0.5}), added=_PRUNED)
INT8 = Row(name="dynamic int8", method=Method(family=Family.QUANTIZATION, variant="int8", params={"mode": "dynamic"}), added=_INT8)

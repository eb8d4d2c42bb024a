"""Honest and cheating adapters of any task: the course's own adapter, with another `compress` and what `load` needs for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.core.table import Family, Method
from grader.worker import adapters

_PRUNED = '''
course_compress = compress


def compress(source, target):
    """Zero the smaller half of every weight matrix."""
    from safetensors.torch import load_file, save_file

    course_compress(source, target)
    for file in target.glob("*.safetensors"):
        tensors = load_file(file)
        for name, weight in tensors.items():
            if weight.ndim > 1 and weight.is_floating_point():
                tensors[name] = weight * (weight.abs() > weight.abs().flatten().float().median())
        save_file(tensors, file, metadata={"format": "pt"})
'''
_HALF = '''
course_compress, course_load = compress, load


def compress(source, target):
    """Store every weight in 16 bits."""
    from safetensors.torch import load_file, save_file

    course_compress(source, target)
    for file in target.glob("*.safetensors"):
        tensors = load_file(file)
        halved = {name: each.half() if each.is_floating_point() else each for name, each in tensors.items()}
        save_file(halved, file, metadata={"format": "pt"})


def load(path, device):
    """Compute in 32 bits again: a processor is slow with 16."""
    loaded = course_load(path, device)
    (loaded if isinstance(loaded, torch.nn.Module) else loaded.model).float()
    return loaded
'''
_WORSE = '''
course_compress = compress


def compress(source, target):
    """Store the original, with noise too small to change an answer."""
    from safetensors.torch import load_file, save_file

    course_compress(source, target)
    for file in target.glob("*.safetensors"):
        tensors = load_file(file)
        noisy = {name: each * (1 + 1e-6) if each.is_floating_point() else each for name, each in tensors.items()}
        save_file(noisy, file, metadata={"format": "pt"})
'''


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a submission: what it is called, the method that it claims, what is added to the course's adapter, and whether it cheats."""

    name: str
    method: Method
    added: str = ""
    cheats: bool = False

    def source(self, adapter: str) -> str:
        """Return the adapter's text for a task whose course adapter is the file `adapter`."""
        return (Path(adapters.__path__[0]) / adapter).read_text("utf-8") + self.added


def _method(family: Family, variant: str | None = None, **params: float) -> Method:
    return Method(family=family, variant=variant, params=params)


ORIGINAL = Row(name="original", method=_method(Family.ORIGINAL))
HONEST = (
    Row(name="pruned by half", method=_method(Family.PRUNING, "unstructured", sparsity=0.5), added=_PRUNED),
    Row(name="stored in fp16", method=_method(Family.QUANTIZATION, "fp16"), added=_HALF),
)
CHEATS = (
    Row(name="pruning claimed, nothing pruned", method=_method(Family.PRUNING, "unstructured", sparsity=0.5), cheats=True),
    Row(name="int8 claimed, the original returned", method=_method(Family.QUANTIZATION, "int8"), cheats=True),
    Row(name="fp16 claimed, fp32 stored", method=_method(Family.QUANTIZATION, "fp16"), added=_WORSE, cheats=True),
    Row(name="clustering claimed, nothing clustered", method=_method(Family.CLUSTERING, "kmeans", clusters=16), added=_WORSE, cheats=True),
    Row(name="a student claimed, the teacher returned", method=_method(Family.DISTILLATION), cheats=True),
)

"""What an artifact holds, as its audit sees it: tensors that lie in files, the operations of a graph, and what could not be read."""

from __future__ import annotations

import math
import mmap
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from grader.core.audit import Evidence

Bits: TypeAlias = NDArray[np.unsignedinteger[Any]]

#: Bits of one element; the types that have no whole byte lie packed.
ITEM_BITS = {
    "F64": 64, "I64": 64, "U64": 64, "F32": 32, "I32": 32, "U32": 32, "F16": 16, "BF16": 16, "I16": 16, "U16": 16,
    "I8": 8, "U8": 8, "BOOL": 8, "F8_E4M3": 8, "F8_E5M2": 8, "I4": 4, "U4": 4, "NF4": 4, "F4": 4,
}  # fmt: skip
FLOATS = frozenset({"F64", "F32", "F16", "BF16"})
INTEGERS = frozenset({"I64", "U64", "I32", "U32", "I16", "U16", "I8", "U8"})
#: Fewer numbers than these are a bias, a scale or a table, not weights that a method is applied to.
LEAST_WEIGHTS = 64
#: More tensors than these are no model that anybody published.
MAX_TENSORS = 8_000
_VIEWS: Mapping[int, np.dtype[Any]] = {8: np.dtype("<u1"), 16: np.dtype("<u2"), 32: np.dtype("<u4"), 64: np.dtype("<u8")}


class Form(StrEnum):
    """The formats that an artifact's files are told apart by; the value is what a person calls it."""

    SAFETENSORS = "safetensors"
    ONNX = "ONNX"
    OPENVINO = "OpenVINO"
    TORCHSCRIPT = "TorchScript"
    TORCH = "PyTorch"
    NUMPY = "NumPy"
    TENSORRT = "TensorRT"
    TFLITE = "TFLite"
    GGUF = "GGUF"
    DESCRIPTION = "text"
    UNKNOWN = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """One tensor: bytes `start` to `stop` of a file, little-endian; without a `path`, its values cannot be read in place."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    path: Path | None = None
    start: int = 0
    stop: int = 0

    @property
    def count(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)

    @property
    def is_told(self) -> bool:
        """Whether a constant of a graph may be weights, or a codebook: the many others are shapes and factors."""
        return self.count >= LEAST_WEIGHTS or (self.is_float and self.count > 1)

    @property
    def is_float(self) -> bool:
        """Whether its numbers are floating-point ones of at least 16 bits."""
        return self.dtype in FLOATS

    @property
    def is_matrix(self) -> bool:
        """Whether it is what people call weights: two dimensions or more that are longer than one."""
        return self.count >= LEAST_WEIGHTS and sum(size > 1 for size in self.shape) >= 2

    def bits(self) -> Bits:
        """Map the tensor and give its bit patterns, flat and perhaps unaligned; packed types give their bytes.

        A tensor without values gives none.

        Raises:
            OSError: it cannot be mapped.
        """
        view = _VIEWS[max(ITEM_BITS[self.dtype], 8)]
        if self.path is None or self.stop <= self.start:
            return np.zeros(0, view)
        page = self.start // mmap.ALLOCATIONGRANULARITY * mmap.ALLOCATIONGRANULARITY
        with self.path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), self.stop - page, access=mmap.ACCESS_READ, offset=page)
        whole = np.frombuffer(mapped, np.uint8)[self.start - page :]
        bits: Bits = whole[: whole.size // view.itemsize * view.itemsize].view(view)
        return bits  # with the last view, the mapping goes too


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was read of a directory.

    `files` has the form of each file below the directory, `operations` how often a graph's operations occur, `settings` is the
    quantization that `config.json` speaks of, `graphs` are the files whose graphs could be read, and `problems` say why files
    could not be.
    """

    tensors: tuple[Tensor, ...] = ()
    files: Mapping[str, Form] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    operations: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    graphs: tuple[str, ...] = ()
    problems: Mapping[str, Evidence] = field(default_factory=dict)

    @property
    def matrices(self) -> list[Tensor]:
        """The floating-point weights, without the masks that pruning left beside them."""
        names = {tensor.name for tensor in self.tensors}
        masks = {name for name in names if name.endswith("_mask") and f"{name.removesuffix('_mask')}_orig" in names}
        return [tensor for tensor in self.tensors if tensor.is_float and tensor.is_matrix and tensor.name not in masks]

    @property
    def parameters(self) -> int:
        """How many floating-point numbers there are in all."""
        return sum(tensor.count for tensor in self.tensors if tensor.is_float)

    def of(self, *forms: Form) -> list[str]:
        """Return the files of some forms."""
        return [name for name, form in self.files.items() if form in forms]

    def bytes_of(self, *forms: Form) -> int:
        """Return the bytes of the files of some forms."""
        return sum(self.sizes[name] for name in self.of(*forms))

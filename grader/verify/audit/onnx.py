"""Read the graph and the weights of an ONNX file without running or copying any of it.

Format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; the numbers are those of its fields. Weights that lie in
files of their own are looked for among the artifact's files alone.
"""

from __future__ import annotations

import math
import mmap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.verify.audit.contents import ITEM_BITS, Tensor
from grader.verify.audit.protobuf import Field, Malformed, Walker

#: TensorProto.DataType → the type's name as safetensors has it.
DTYPES = {
    1: "F32", 2: "U8", 3: "I8", 4: "U16", 5: "I16", 6: "I32", 7: "I64", 9: "BOOL", 10: "F16", 11: "F64", 12: "U32", 13: "U64", 16: "BF16",
    17: "F8_E4M3", 19: "F8_E5M2", 21: "U4", 22: "I4", 23: "F4",
}  # fmt: skip
MODEL_GRAPH, MODEL_FUNCTION, FUNCTION_NODE = 7, 25, 7
GRAPH_NODE, GRAPH_INITIALIZER = 1, 5
NODE_OUTPUT, NODE_OPERATION, NODE_ATTRIBUTE = 2, 4, 5
ATTRIBUTE_TENSOR, ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS = 5, 6, 11
TENSOR_DIMENSIONS, TENSOR_TYPE, TENSOR_FLOATS, TENSOR_NAME, TENSOR_RAW, TENSOR_DOUBLES, TENSOR_EXTERNAL = 1, 2, 4, 8, 9, 10, 13
ENTRY_KEY, ENTRY_VALUE = 1, 2
MAX_DIMENSIONS = 16


@dataclass(slots=True)
class Graph:
    """What was read so far."""

    operations: Counter[str] = field(default_factory=Counter)
    tensors: list[Tensor] = field(default_factory=list)


def read_onnx(path: Path, files: Mapping[str, int]) -> Graph:
    """Read one file; `files` are the artifact's, with their sizes, by their paths below the directory of `path`.

    Raises:
        Malformed: it is no ONNX file, or one that is too large to be walked.
        OSError: it cannot be mapped.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as data:
        reader = _Reader(path, files, Walker(data))
        reader.model(len(data))
    if not reader.graph.operations:
        raise Malformed("no graph")
    return reader.graph


class _Reader:
    def __init__(self, path: Path, files: Mapping[str, int], walker: Walker) -> None:
        self.path, self.files, self.walk, self.graph = path, files, walker, Graph()

    def model(self, size: int) -> None:
        for each in self.walk.fields(0, size):
            if each.number == MODEL_GRAPH and each.is_bytes:
                self._graph(each, 1)
            elif each.number == MODEL_FUNCTION and each.is_bytes:
                self._function(each, 1)

    def _graph(self, message: Field, depth: int) -> None:
        for each in self.walk.fields(message.start, message.stop, depth):
            if each.number == GRAPH_NODE and each.is_bytes:
                self._node(each, depth + 1)
            elif each.number == GRAPH_INITIALIZER and each.is_bytes:
                self._tensor(each, depth + 1)

    def _function(self, message: Field, depth: int) -> None:
        for each in self.walk.fields(message.start, message.stop, depth):
            if each.number == FUNCTION_NODE and each.is_bytes:
                self._node(each, depth + 1)

    def _node(self, message: Field, depth: int) -> None:
        name = ""
        for each in self.walk.fields(message.start, message.stop, depth):
            if each.number == NODE_OPERATION and each.is_bytes:
                self.graph.operations[self.walk.text(each, 60)] += 1
            elif each.number == NODE_OUTPUT and each.is_bytes:
                name = self.walk.text(each)
            elif each.number == NODE_ATTRIBUTE and each.is_bytes:
                self._attribute(each, name, depth + 1)

    def _attribute(self, message: Field, name: str, depth: int) -> None:
        for each in self.walk.fields(message.start, message.stop, depth):
            if each.number == ATTRIBUTE_TENSOR and each.is_bytes:
                self._tensor(each, depth + 1, name)
            elif each.number in (ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS) and each.is_bytes:
                self._graph(each, depth + 1)

    def _tensor(self, message: Field, depth: int, name: str = "") -> None:
        shape: list[int] = []
        dtype: str | None = None
        values: Field | None = None
        external: dict[str, str] = {}
        for each in self.walk.fields(message.start, message.stop, depth):
            if each.number == TENSOR_DIMENSIONS:
                shape += self.walk.varints(each.start, each.stop) if each.is_bytes else [each.value]
            elif each.number == TENSOR_TYPE:
                dtype = DTYPES.get(each.value)
            elif each.number == TENSOR_NAME and each.is_bytes:
                name = self.walk.text(each)
            elif each.number in (TENSOR_RAW, TENSOR_FLOATS, TENSOR_DOUBLES) and each.is_bytes:
                values = each
            elif each.number == TENSOR_EXTERNAL and each.is_bytes:
                external |= self._entry(each, depth + 1)
            if len(shape) > MAX_DIMENSIONS or any(size >= 1 << 48 for size in shape):
                raise Malformed("a tensor of too many dimensions, or of a negative one")
        if dtype is not None and (placed := self._placed(name, dtype, tuple(shape), values, external)).is_told:
            self.graph.tensors.append(placed)

    def _entry(self, message: Field, depth: int) -> dict[str, str]:
        found = {each.number: self.walk.text(each) for each in self.walk.fields(message.start, message.stop, depth) if each.is_bytes}
        return {found.get(ENTRY_KEY, ""): found.get(ENTRY_VALUE, "")}

    def _placed(self, name: str, dtype: str, shape: tuple[int, ...], values: Field | None, external: Mapping[str, str]) -> Tensor:
        size = (math.prod(shape) * ITEM_BITS[dtype] + 7) // 8
        if external:
            path, start = self._external(external, size)
            return Tensor(name=name, dtype=dtype, shape=shape, path=path, start=start, stop=start + size)
        if values is None:  # numbers of variable length: small tensors alone are written so
            return Tensor(name=name, dtype=dtype, shape=shape)
        if values.stop - values.start != size:
            raise Malformed("a tensor whose bytes do not fit its shape")
        return Tensor(name=name, dtype=dtype, shape=shape, path=self.path, start=values.start, stop=values.stop)

    def _external(self, entries: Mapping[str, str], size: int) -> tuple[Path, int]:
        location, offset = entries.get("location", ""), entries.get("offset", "0")
        if location not in self.files or not (offset.isascii() and offset.isdigit() and len(offset) < 16):
            raise Malformed("weights in a file that is not beside it")
        if int(offset) + size > self.files[location]:
            raise Malformed("weights beyond the end of their file")
        return self.path.parent / location, int(offset)

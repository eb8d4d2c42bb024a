"""Read the layers of an OpenVINO model (`.xml`), and where its constants lie in the file of weights (`.bin`) beside it.

Format: https://docs.openvino.ai/2025/documentation/openvino-ir-format.html. The XML may neither declare entities nor be large.
"""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from xml.parsers import expat

from grader.verify.audit.contents import ITEM_BITS, Tensor
from grader.verify.audit.onnx import Graph
from grader.verify.audit.protobuf import Malformed

DTYPES = {
    "f64": "F64", "f32": "F32", "f16": "F16", "bf16": "BF16", "i64": "I64", "i32": "I32", "i16": "I16", "i8": "I8", "i4": "I4",
    "u64": "U64", "u32": "U32", "u16": "U16", "u8": "U8", "u4": "U4", "nf4": "NF4", "boolean": "BOOL",
    "f8e4m3": "F8_E4M3", "f8e5m2": "F8_E5M2",
}  # fmt: skip
MAX_BYTES = 128 << 20
MAX_ELEMENTS, MAX_DEPTH = 1_000_000, 32
CHUNK = 1 << 20


def read_openvino(path: Path) -> Graph:
    """Read one model.

    Raises:
        Malformed: it is none, or one that is too large.
        OSError: it cannot be read.
    """
    if path.stat().st_size > MAX_BYTES:
        raise Malformed("too large")
    reader = _Reader(path.with_suffix(".bin"))
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = reader.begin, reader.end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.buffer_text = True
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Malformed(str(error)) from error
    if not reader.graph.operations:
        raise Malformed("no layers")
    return reader.graph


def _refuse(*_: object) -> None:
    raise Malformed("a document type")


class _Reader:
    """Hears of elements as they come."""

    def __init__(self, weights: Path) -> None:
        self.weights = weights
        self.room = weights.stat().st_size if weights.is_file() else 0
        self.graph = Graph(operations=Counter())
        self._open: list[str] = []
        self._count, self._name, self._type = 0, "", ""

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            raise Malformed("too many elements")
        if not self._open and element != "net":
            raise Malformed("not a model")
        self._open.append(element)
        if element == "layer":
            self._name, self._type = attributes.get("name", ""), attributes.get("type", "")[:60]
            self.graph.operations[self._type] += 1
        elif element == "data" and self._type == "Const" and self._open[-2:-1] == ["layer"]:
            self._constant(attributes)

    def end(self, _: str) -> None:
        self._open.pop()

    def _constant(self, attributes: dict[str, str]) -> None:
        dtype = DTYPES.get(attributes.get("element_type", ""))
        if dtype is None:  # text, or a type that no weights have
            return
        try:
            shape = tuple(int(size) for size in attributes.get("shape", "").split(",") if size.strip())
            start, size = int(attributes["offset"]), int(attributes["size"])
        except (KeyError, ValueError) as error:
            raise Malformed("a constant without a place") from error
        if min(start, size, *shape, 0) < 0 or max(*shape, 0, 0) >= 1 << 48 or start + size > self.room:
            raise Malformed("a constant beyond the end of the weights")
        if size != (math.prod(shape) * ITEM_BITS[dtype] + 7) // 8:
            raise Malformed("a constant whose bytes do not fit its shape")
        found = Tensor(name=self._name, dtype=dtype, shape=shape, path=self.weights, start=start, stop=start + size)
        if found.is_told:
            self.graph.tensors.append(found)

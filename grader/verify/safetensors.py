"""Read the header of a safetensors file without trusting it.

Format: https://huggingface.co/docs/safetensors (8-byte little-endian header length, JSON header, tensors). The library
maps the file and believes the header; this reader checks that the tensors fill the file exactly, without gap or overlap,
and that the header is in proportion to them: its metadata could hold a model as well.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_HEADER = 8 << 20
#: A header may always have that many bytes, and beyond that one for every 16 of the tensors.
SMALL_HEADER = 64 << 10
ITEM_BYTES = {
    "F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2,
    "I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One tensor of a file: its name, type and shape, and the bytes from `start` to `stop` of the file."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    start: int
    stop: int


def tensor_bytes(path: Path) -> int | None:
    """Return the bytes of all tensors, or None where the file is not a well-formed safetensors file."""
    spans = tensor_spans(path)
    return None if spans is None else sum(span.stop - span.start for span in spans)


def tensor_spans(path: Path) -> list[Span] | None:
    """Return the tensors in the order of their bytes, or None where the file is not a well-formed safetensors file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 10 or length > min(MAX_HEADER, size - 8):
            return None
        raw = file.read(length)
    try:
        header: Any = json.loads(raw)
        found = [_span(name, entry, 8 + length) for name, entry in header.items() if name != "__metadata__"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    found.sort(key=lambda span: (span.start, span.stop))
    end = 8 + length
    for span in found:
        if span.start != end:
            return None
        end = span.stop
    return found if end == size and length <= max(SMALL_HEADER, (end - 8 - length) // 16) else None


def _span(name: str, entry: dict[str, Any], base: int) -> Span:
    """Return where a tensor lies.

    Raises:
        ValueError: its shape and type do not give that many bytes.
        KeyError, TypeError: a field is missing or of another type.
    """
    start, stop = entry["data_offsets"]
    shape = entry["shape"]
    if not isinstance(shape, list) or len(shape) > 16:
        raise ValueError(entry)
    if not all(type(number) is int and 0 <= number < 1 << 48 for number in (start, stop, *shape)):
        raise ValueError(entry)
    if stop - start != math.prod(shape) * ITEM_BYTES[entry["dtype"]]:
        raise ValueError(entry)
    return Span(name=name, dtype=entry["dtype"], shape=tuple(shape), start=base + start, stop=base + stop)

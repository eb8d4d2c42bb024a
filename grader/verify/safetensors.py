"""Read the header of a safetensors file without trusting it.

Format: https://huggingface.co/docs/safetensors (8-byte little-endian header length, JSON header, tensors). The library
maps the file and believes the header; this reader checks that the tensors fill the file exactly, without gap or overlap,
and that the header is in proportion to them: its metadata could hold a model as well.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

MAX_HEADER = 8 << 20
#: A header may always have that many bytes, and beyond that one for every 16 of the tensors.
SMALL_HEADER = 64 << 10
ITEM_BYTES = {
    "F64": 8, "I64": 8, "U64": 8, "F32": 4, "I32": 4, "U32": 4, "F16": 2, "BF16": 2, "I16": 2, "U16": 2,
    "I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1,
}  # fmt: skip


def tensor_bytes(path: Path) -> int | None:
    """Return the bytes of all tensors, or None where the file is not a well-formed safetensors file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 10 or length > min(MAX_HEADER, size - 8):
            return None
        raw = file.read(length)
    try:
        header: Any = json.loads(raw)
        spans = sorted(_span(entry) for name, entry in header.items() if name != "__metadata__")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    end = 0
    for start, stop in spans:
        if start != end:
            return None
        end = stop
    return end if end == size - 8 - length and length <= max(SMALL_HEADER, end // 16) else None


def _span(entry: dict[str, Any]) -> tuple[int, int]:
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
    return start, stop

"""What the tasks share: reading the columns of an evaluation set, and requests and replies that more than one task uses."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.core.errors import BadInput
from grader.core.run import Ending
from grader.verify.endings import Ended

INDEX = struct.Struct("<i")
_BATCH = 64


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Name the file that cannot be read.

    Raises:
        BadInput: it is missing, or whoever reads it raised a ValueError or an OSError, as pyarrow does.
    """
    if not file.is_file():
        raise BadInput(file, "the evaluation set is not there", code="missing")
    try:
        yield
    except (ValueError, OSError) as error:
        raise BadInput(file, f"cannot be read as a parquet file of examples: {error}", code="unreadable") from error


def rows(file: Path, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the values of some columns of a parquet file, row by row.

    By pyarrow alone: `datasets` would take twice as much memory as all else of the supervisor.

    Raises:
        BadInput: it has no such column.
        ValueError: it is no parquet file, or has no rows.
        OSError: it cannot be read.
    """
    from pyarrow import parquet

    with parquet.ParquetFile(file) as opened:
        names = opened.schema_arrow.names
        for column in columns:
            if column not in names:
                raise BadInput(file, f"has no column {column!r}; it has {', '.join(names)}", code="column")
        if not opened.metadata.num_rows:
            raise ValueError("it has no rows")
        for batch in opened.iter_batches(batch_size=_BATCH, columns=list(columns)):
            yield from zip(*(batch.column(column).to_pylist() for column in columns), strict=True)


def class_names(file: Path, column: str) -> Sequence[str]:
    """Return the names of a column's classes, which `datasets` writes beside the table; none where the column holds them itself.

    Raises:
        ValueError: it is no parquet file.
        OSError: it cannot be read.
    """
    from pyarrow import parquet

    metadata: Mapping[bytes, bytes] = parquet.read_schema(file).metadata or {}
    feature = json.loads(metadata.get(b"huggingface", b"{}")).get("info", {}).get("features", {}).get(column, {})
    inner = feature[0] if isinstance(feature, list) else feature.get("feature", {})  # older files put a list's feature into a list
    named = inner.get("names") if isinstance(feature, list) else feature.get("names") or inner.get("names")
    return [str(name) for name in named or ()]


def class_index(file: Path, cell: object, names: Sequence[str], labels: Sequence[str], place: str) -> int:
    """Find the label of a cell, which is a class of `names` by its number or a name itself, among the course's; `place` is told.

    Raises:
        BadInput: the cell is empty, or its label is not there.
    """
    if cell is None or cell == "":
        raise BadInput(file, f"{place} has no label", code="no-label")
    name = names[cell] if isinstance(cell, int) and cell in range(len(names)) else str(cell)
    if name not in labels:
        raise BadInput(file, f"{place}: the label {name!r} is not among the course's labels", code="label")
    return labels.index(name)


def request(fields: Mapping[str, Any], blob: bytes = b"") -> bytes:
    """Turn the fields of one input into the bytes that the shim understands; what is no JSON lies in `blob`."""
    header = json.dumps([fields]).encode()
    return len(header).to_bytes(4, "little") + header + blob


def read_index(payload: bytes, count: int) -> int:
    """Read one class index below `count`.

    Raises:
        Ended: it is outside.
    """
    index: int = INDEX.unpack(payload)[0]
    if not 0 <= index < count:
        raise Ended(Ending.WRONG_PREDICTION, error=f"class {index} of {count}")
    return index


def read_text(payload: bytes) -> str:
    """Read a text: its length, its UTF-8, and what fills the reply up.

    Raises:
        Ended: it is longer than the reply, or no UTF-8.
    """
    length, data = int.from_bytes(payload[:4], "little"), payload[4:]
    if length > len(data):
        raise Ended(Ending.WRONG_PREDICTION, error=f"a text of {length} bytes in a reply of {len(data)}")
    try:
        return data[:length].decode()
    except UnicodeDecodeError as error:
        raise Ended(Ending.WRONG_PREDICTION, error=f"no UTF-8: {error.reason}") from error

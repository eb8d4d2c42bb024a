"""What tasks share whose predictions are texts: the length of a reply, and references that a reply can be held against."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from grader.core.errors import BadInput
from grader.verify.tasks.reading import reading, request, rows
from grader.verify.tasks.task import Example
from grader.worker.replies import TEXT_LENGTH

#: Bytes of a reply, its length included: known beforehand, and room for a page of English.
TEXT_BYTES = 4096
SPEC = json.dumps({"reply": "text", "bytes": TEXT_BYTES})


def text_examples(file: Path, source: str, target: str, seen: Callable[[str], object] = str.split) -> Sequence[Example]:
    """Read pairs of texts: what `predict` gets as `text`, and the reference; `seen` is what the metric sees of that.

    Raises:
        BadInput: a file or a column is missing, a text is none or empty, or no reply could hold a reference.
    """
    with reading(file):
        return [
            Example(request({"text": text(file, source, row, given)}), TEXT_BYTES, reference_text(file, target, row, wanted, seen))
            for row, (given, wanted) in enumerate(rows(file, source, target))
        ]


def text(file: Path, column: str, row: int, cell: object, seen: Callable[[str], object] = str.split) -> str:
    """Check that there is a text in a cell; `seen` says what is left of it where only that counts.

    Raises:
        BadInput: it is no text, or nothing is left.
    """
    if not isinstance(cell, str):
        raise BadInput(file, f"row {row} of {column!r} is no text but {type(cell).__name__}", code="no-text")
    if not seen(cell):
        raise BadInput(file, f"row {row} of {column!r} has no word that counts: {cell[:60]!r}", code="empty-text")
    return cell


def reference_text(file: Path, column: str, row: int, cell: object, seen: Callable[[str], object] = str.split) -> str:
    """Check a reference.

    Raises:
        BadInput: it is no text, the metric sees nothing of it, or no reply could hold it.
    """
    found, room = text(file, column, row, cell, seen), TEXT_BYTES - TEXT_LENGTH.size
    if (size := len(found.encode())) > room:
        raise BadInput(file, f"row {row} of {column!r} has {size} bytes, and a reply has room for {room}", code="long-text")
    return found

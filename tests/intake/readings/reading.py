"""How the tables are written down."""

from __future__ import annotations

from typing import NamedTuple

from tests.intake.tables import rule

ORIGINAL, EXPORT, DISTILLED, PRUNED, CLUSTERED, UNKNOWN = "original", "export", "distillation", "pruning", "clustering", "unknown"
ONNX, INT8, INT4, FP16, BF16 = "export/onnx", "quantization/int8", "quantization/int4", "quantization/fp16", "quantization/bf16"


class Line(NamedTuple):
    """A row as it is read: its model, its method, and its numbers in canonical units; `accuracy_cpu` is one for a device."""

    model: str | None
    method: str
    values: dict[str, float]
    per: str | None = None
    hardware: str | None = None


class Case(NamedTuple):
    """A document and the rows in it."""

    text: str
    lines: tuple[Line, ...]


def read(model: str | None, method: str, per: str | None = None, hardware: str | None = None, /, **values: float) -> Line:
    return Line(model, method, values, per, hardware)


def table(header: str, *rows: str | Line, before: str = "") -> Case:
    """A table whose header and rows are given without outer pipes, each row followed by its reading."""
    texts = [f"|{row}|" for row in rows if isinstance(row, str)]
    text = "\n".join([*([before, ""] if before else []), f"|{header}|", f"|{rule(header)}", *texts, ""])
    return Case(text, tuple(row for row in rows if isinstance(row, Line)))


def document(text: str, *lines: Line) -> Case:
    return Case(text, lines)

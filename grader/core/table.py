"""A results table as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from grader.core.metric import Device, Metric
from grader.core.problem import Problem


class Role(StrEnum):
    """What a table of a document is."""

    RESULTS = "results"
    TRANSPOSED = "results-transposed"
    OTHER = "other"


class Family(StrEnum):
    """What was done to a model, in the course's own division."""

    ORIGINAL = "original"
    QUANTIZATION = "quantization"
    PRUNING = "pruning"
    CLUSTERING = "clustering"
    DISTILLATION = "distillation"
    EXPORT = "export"
    OPTIMISATION = "optimisation"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A compression method: family, variant (`int8`, `onnx`, `kmeans`, …) and parameters (`{"clusters": 32}`)."""

    family: Family
    variant: str | None = None
    params: Mapping[str, int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One number read from one cell, in the canonical unit of its metric.

    `text` is the cell as written, `written` the number in it, `unit` the unit as written, if any.
    """

    metric: Metric
    value: float
    text: str
    written: str
    unit: str | None = None
    column: int | None = None
    device: Device | None = None
    uncertainty: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One variant of one model: its readings, and the headers of the cells that say "nothing here" (`absent`).

    `reason` is why, where a cell says that its number cannot be and goes on to say why.
    `line` is the 1-based line; `column` is the 0-based variant column of a transposed table, else None.
    """

    line: int
    column: int | None = None
    model: str | None
    method: Method
    method_text: str = ""
    cells: Mapping[Metric, Reading] = field(default_factory=dict)
    quality: tuple[Reading, ...] = ()
    absent: tuple[str, ...] = ()
    hardware: str | None = None
    latency_unit: str | None = None
    not_applicable: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a document: its lines (1-based, header to last row), header texts, and rows."""

    line: int
    end_line: int
    role: Role
    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the reader found in one Markdown file."""

    path: str
    tables: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def results(self) -> tuple[Table, ...]:
        """The tables that hold results."""
        return tuple(table for table in self.tables if table.role is not Role.OTHER)

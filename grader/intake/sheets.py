"""What a table is: results with a variant in each row, results with a variant in each column, or something else.

Either orientation comes out as a `Sheet`: columns with a meaning, and lines with one cell for each column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from grader.core.metric import Device, Kind, Metric
from grader.core.table import Family, Role
from grader.intake.columns import Column, read_header
from grader.intake.findings import Cell
from grader.intake.markdown import RawTable
from grader.intake.methods import is_method, read_method
from grader.intake.names import hardware_in
from grader.intake.numbers import SCALES, Fault, read_amounts
from grader.intake.text import plain
from grader.intake.vocabulary.columns import Part

#: Rows that are looked at to tell what a column is.
_ROWS_ASKED = 20


@dataclass(frozen=True, slots=True)
class Line:
    """The cells of one variant; `title` is the header above them in a transposed table, else None.

    `line` and `column` are where the variant is said to stand: its row, or the header line and its column.
    """

    line: int
    column: int | None
    cells: tuple[Cell, ...]
    title: Cell | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of results, independent of its orientation; `header` and `columns` go together."""

    role: Role
    header: tuple[Cell, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    caption: str


def read_sheet(table: RawTable) -> Sheet | None:
    """Say what a table is; None where it holds no results."""
    table = _with_unit_row(table)
    columns = tuple(map(read_header, table.header))
    upright = _upright(table, columns)
    turned = _turned(table, columns) if not _values(columns[1:]) else None
    sheet = turned or upright
    return sheet if sheet and _holds_results(sheet) else None


def _upright(table: RawTable, columns: tuple[Column, ...]) -> Sheet | None:
    columns = _with_identity(table, _with_dtype(table, columns))
    columns = tuple(_with_units(column, (row.cells[index] for row in table.rows)) for index, column in enumerate(columns))
    if not _values(columns) or not any(column.has_names for column in columns):
        return None
    header = tuple(Cell(text, table.line, index) for index, text in enumerate(table.header))
    lines = tuple(
        Line(row.line, None, tuple(Cell(text, row.line, index) for index, text in enumerate(row.cells)))
        for row in table.rows
        if any(row.cells)
    )
    return Sheet(Role.RESULTS, header, columns, lines, table.caption)


def _turned(table: RawTable, columns: tuple[Column, ...]) -> Sheet | None:
    """Read the table with its metrics down the rows; columns of changes and remarks beside the variants are no variants."""
    rows = [row for row in table.rows if any(row.cells)]
    labels = tuple(_with_units(read_header(row.cells[0]), row.cells[1:]) for row in rows)
    if _values(labels) < 2:
        return None
    header = tuple(Cell(row.cells[0], row.line, 0) for row in rows)
    variants = [index for index, column in enumerate(columns) if index and column.part not in (Part.CHANGE, Part.REMARK)]
    lines = tuple(
        Line(
            table.line, index, tuple(Cell(row.cells[index], row.line, index) for row in rows), Cell(table.header[index], table.line, index)
        )
        for index in variants
    )
    return Sheet(Role.TRANSPOSED, header, labels, lines, table.caption) if lines else None


def _values(columns: tuple[Column, ...]) -> int:
    return sum(column.has_values for column in columns)


def _with_unit_row(table: RawTable) -> RawTable:
    """Take a first row of nothing but units, as in `| | | (MB) | (ms) |`, into the header above it."""
    units = [plain(cell).strip("()[] ").lower() for cell in table.rows[0].cells] if table.rows else []
    if not any(units) or not all(unit in SCALES for unit in units if unit):
        return table
    header = tuple(f"{name} ({unit})" if unit else name for name, unit in zip(table.header, units, strict=True))
    return replace(table, header=header, rows=table.rows[1:])


def _with_dtype(table: RawTable, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Read a column `Precision` full of `FP16` and `INT8` as part of the method, not as a metric."""
    return tuple(
        Column(part=Part.METHOD) if column.part is Part.QUALITY and _all_methods(table, index) else column
        for index, column in enumerate(columns)
    )


def _with_units(column: Column, cells: Iterable[str]) -> Column:
    """Let what stands below a header that names nothing but a device say what it is about: a time, memory, or the device itself."""
    if column.part is not None or column.device is None:
        return column
    texts = [plain(cell) for cell in islice(cells, _ROWS_ASKED)]
    if any(map(hardware_in, texts)):
        return replace(column, part=Part.HARDWARE)
    amounts = map(read_amounts, texts)
    kinds = {amount.scale.kind for found in amounts if not isinstance(found, Fault) for amount in found if amount.scale}
    if kinds == {Kind.TIME}:
        return replace(column, part=Part.TIME)
    return replace(column, part=Metric.VRAM_MB if column.device is Device.GPU else Metric.RAM_MB) if kinds == {Kind.SIZE} else column


def _with_identity(table: RawTable, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Let the first column say which row this is, where no header says so but most of its cells name methods."""
    if any(column.has_names for column in columns) or columns[0].has_values or _values(columns) < 2:
        return columns
    cells = [row.cells[0] for row in table.rows if row.cells[0]]
    known = sum(read_method(cell).family is not Family.UNKNOWN for cell in cells)
    return (Column(part=Part.METHOD), *columns[1:]) if cells and 2 * known >= len(cells) else columns


def _all_methods(table: RawTable, index: int) -> bool:
    cells = [plain(row.cells[index]) for row in table.rows[:_ROWS_ASKED]]
    return any(cells) and all(is_method(cell) for cell in cells if cell)


def _holds_results(sheet: Sheet) -> bool:
    """Whether any cell below a metric has a digit; a table in the lesson's form counts without one."""
    parts = {column.part for column in sheet.columns}
    if {Part.MODEL, Part.METHOD} <= parts and _values(sheet.columns) > 1:
        return True
    return any(
        mark.isdigit()
        for line in sheet.lines
        for column, cell in zip(sheet.columns, line.cells, strict=True)
        if column.has_values
        for mark in cell.text
    )

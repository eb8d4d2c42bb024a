"""Rows of a team's own table, written anew in the columns and units of the lesson's table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from grader.core.metric import Kind, Metric, Unit
from grader.core.problem import Fix, Problem
from grader.core.table import Reading, Row
from grader.core.words import Language
from grader.course.headers import HEADERS
from grader.intake.case import Case
from grader.intake.checks import table_own_columns
from grader.intake.checks.column_missing import present
from grader.intake.digits import decimal, scale, scaled
from grader.intake.reader import read_document

#: More rows than these are not rebuilt.
MOST = 30
ABSENT = "–"
_SAME = 1e-9
#: Metrics are named in the cell, since the header of the lesson names several.
_NAMES = {Metric.PPL: "perplexity", Metric.F1: "F1"}


def with_rows(problems: Iterable[Problem], case: Case) -> Iterator[Problem]:
    """Give each problem about a table of the team's own the new rows of that table as they would stand in the lesson's.

    Where the README has no table in the lesson's form, its header comes with them. They are to be looked at and copied: no
    line of the team's can be replaced by them without changing what stands in its own table.
    """
    for problem in problems:
        text = _shared_rows(case, problem.place.line) if problem.code == table_own_columns.ENTRY.code else None
        yield replace(problem, fix=Fix(text=text)) if text else problem


def _shared_rows(case: Case, line: int | None) -> str | None:
    columns, language = case.lesson.columns if case.lesson else (), case.course.languages[0]
    ours = {id(row) for row in case.rows}
    own = [row for table in (case.readme.results if case.readme else ()) if table.line == line for row in table.rows if id(row) in ours]
    new = list(filter(None, (rebuilt_row(row, columns, language) for row in own[:MOST])))
    before = case.base_readme.results if case.base_readme else ()
    shared = any(set(columns) <= present(table, table.rows) for table in before)
    return "\n".join(new if shared else [*lesson_header(columns, language), *new]) if new else None


def lesson_header(columns: Sequence[str], language: Language) -> list[str]:
    """Return the header line and the delimiter line of a lesson's table."""
    names = " | ".join(HEADERS[column].text(language) for column in columns)
    return [f"| {names} |", f"|{' --- |' * len(columns)}"]


def rebuilt_row(row: Row, columns: Sequence[str], language: Language) -> str | None:
    """Write a row in the columns of the lesson; None where it would not be read as the same numbers of the same model.

    What a column is asked for and the row does not tell becomes a dash; what the lesson has no column for is left out.
    """
    cells = {"model": _text(row.model or ""), "method": _text(row.method_text), "quality": ", ".join(_quality(row.quality))}
    for metric, reading in row.cells.items():
        cells[metric.value] = _physical(reading, row)
    line = f"| {' | '.join(cells.get(column) or ABSENT for column in columns)} |"
    return line if _says(line, row, columns, language) else None


def _text(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _physical(reading: Reading, row: Row) -> str:
    spread = "" if reading.uncertainty is None else f" ± {reading.uncertainty:.6g}"
    hardware = f" ({_text(row.hardware)})" if row.hardware and reading.metric.kind is Kind.TIME else ""
    return f"{_number(reading)}{spread} {reading.metric.unit}{hardware}"


def _quality(readings: Sequence[Reading]) -> Iterator[str]:
    for reading in readings:
        spread = "" if reading.uncertainty is None else f" ± {reading.uncertainty:.6g}"
        device = f" on {reading.device.upper()}" if reading.device else ""
        yield f"{_NAMES.get(reading.metric, reading.metric)} {_number(reading)}{spread}{device}"


def _number(reading: Reading) -> str:
    """Write a number in its canonical unit, its digits as typed where they can stay."""
    digits, factor = decimal(reading.written), scale(reading)
    if digits is None or not math.isclose(float(digits) * factor, reading.value, rel_tol=_SAME):
        return f"{reading.value:.12g}"  # one minus what was typed
    text = digits if math.isclose(factor, 1) else scaled(digits, factor)
    return text if reading.metric.unit is not Unit.FRACTION or "." in text else f"{text}.0"


def _says(line: str, row: Row, columns: Sequence[str], language: Language) -> bool:
    """Read the new line below the lesson's header, and compare what it says."""
    document = read_document("\n".join([*lesson_header(columns, language), line]).encode(), "README.md")
    found = [again for table in document.results for again in table.rows]
    if len(found) != 1:
        return False
    said, again = _said(row, columns), _said(found[0], columns)
    same = said.keys() == again.keys() and all(math.isclose(value, again[key], rel_tol=_SAME) for key, value in said.items())
    return same and found[0].method.family is row.method.family and (row.model is None or found[0].model == row.model)


def _said(row: Row, columns: Sequence[str]) -> Mapping[object, float]:
    said: dict[object, float] = {metric: reading.value for metric, reading in row.cells.items() if metric.value in columns}
    return said | {(reading.metric, reading.device): reading.value for reading in row.quality if "quality" in columns}

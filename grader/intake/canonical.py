"""The lines of a results table as the course would write them: the fixes that are offered for rows and headers.

A fix is only ever offered after the whole document was read again with it: every value must come out as before.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from grader.core.line import cell_span
from grader.core.metric import Unit
from grader.core.problem import Fix, Place, Problem
from grader.core.table import Document, Reading, Role, Row, Table
from grader.intake.checks import header_misspelt, percent_missing, row_form, unit_foreign, unit_missing, unit_mixed
from grader.intake.columns import Column, read_header
from grader.intake.digits import decimal, scaled
from grader.intake.numbers import SCALES, value_of
from grader.intake.reader import read_document

#: More rewritten rows than this are no help any more, and no longer ones.
MOST, LONGEST = 20, 2000
_ABOUT_FORM = {check.ENTRY.code for check in (header_misspelt, percent_missing, unit_foreign, unit_missing, unit_mixed)}
_SAME = 1e-9
_UNIT = r"(?P<gap> ?)(?P<unit>%|[^\W\d_]+)?"


@dataclass(frozen=True, slots=True)
class _Rewritten:
    """A line in another form; `exact` says that every number keeps its digits, `swapped` that two cells changed places."""

    line: str
    exact: bool
    swapped: bool


def with_fixes(problems: Sequence[Problem], document: Document, lines: Sequence[str], rows: Sequence[Row]) -> list[Problem]:
    """Give each line of the README that can be written better to one of its problems, or to a note of its own.

    `lines` are the lines of the document, `rows` those rows of it that are the team's.
    """
    found: dict[int | None, Fix] = {line: Fix(text=text, safe=True) for line, text in _headers(problems, lines)}
    found |= _rows(document, lines, rows)
    fixed = [_take(problem, found) for problem in problems]
    noted = [row for row in rows if row.line in found][:MOST]
    return [*fixed, *(_note(document.path, row, found.pop(row.line)) for row in noted if row.line in found)]


def _take(problem: Problem, found: dict[int | None, Fix]) -> Problem:
    """Let the first problem that is about how a line is written have the fix that was found for the line."""
    line = problem.place.line
    about = problem.code in _ABOUT_FORM and not problem.fix
    return replace(problem, fix=found.pop(line)) if about and line in found else problem


def _note(path: str, row: Row, fix: Fix) -> Problem:
    name = f"{row.model or '?'} · {row.method_text or row.method.family}"
    return Problem.of(row_form.ENTRY, Place(path=path, line=row.line), {"row": name}, fix=fix)


def _headers(problems: Sequence[Problem], lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Spell misspelt headers right, where the known one means exactly the same."""
    changed: dict[int, str] = {}
    misspelt = (problem for problem in problems if problem.code == header_misspelt.ENTRY.code)
    for problem in sorted(misspelt, key=lambda problem: -(problem.place.column or 0)):
        number, known = problem.place.line, str(problem.facts["nearest"])
        if number is None or replace(read_header(problem.place.text), misspelt=False) != read_header(known):
            continue
        line = changed.get(number, lines[number - 1])
        start, end = cell_span(line, problem.place.column)
        if problem.place.text and problem.place.text in line[start:end]:
            changed[number] = line[:start] + line[start:end].replace(problem.place.text, known, 1) + line[end:]
    yield from changed.items()


def _rows(document: Document, lines: Sequence[str], rows: Sequence[Row]) -> dict[int | None, Fix]:
    """Rewrite all rows that need it, read the document again, and keep what says the same as before."""
    foreign: dict[int, list[int]] = {}
    for problem in document.problems:
        if problem.code == unit_foreign.ENTRY.code and problem.place.line and problem.place.column is not None:
            foreign.setdefault(problem.place.line, []).append(problem.place.column)
    ours = {row.line for row in rows}
    tried: dict[int, _Rewritten] = {}
    for table in document.results:
        for row in table.rows if table.role is Role.RESULTS else ():
            if row.line in ours and (new := _rewritten(lines[row.line - 1], table, row, foreign.get(row.line, []))):
                tried[row.line] = new
    if not tried:
        return {}
    text = "\n".join(tried[number].line if number in tried else line for number, line in enumerate(lines, 1))
    again = read_document(text.encode(), document.path)
    after = {row.line: row for table in again.results for row in table.rows}
    before = {row.line: row for row in rows}
    still = {problem.place.line for problem in again.problems if problem.code == unit_foreign.ENTRY.code}
    return {
        line: Fix(text=new.line, safe=new.exact)
        for line, new in tried.items()
        if line in after and _same(before[line], after[line], more=new.swapped) and not (new.swapped and line in still)
    }


def _rewritten(line: str, table: Table, row: Row, foreign: Sequence[int]) -> _Rewritten | None:
    """Put every number of a row into the course's unit; put two cells that stand in each other's place right."""
    spots = list(_spots(line, table, row))
    new = line
    for start, end, text, _ in sorted(spots, reverse=True):
        new = new[:start] + text + new[end:]
    if swapped := len(foreign) == 2:
        new = _swapped(new, *sorted(foreign))
    fits = new != line and len(new) <= LONGEST
    return _Rewritten(new, not swapped and all(exact for *_, exact in spots), swapped) if fits else None


def _spots(line: str, table: Table, row: Row) -> Iterator[tuple[int, int, str, bool]]:
    """Find the numbers that are not in the course's unit: where each stands, what it becomes, whether its digits stay."""
    for reading in chain(row.cells.values(), row.quality):
        if reading.column is None or reading.column >= len(table.header) or reading.uncertainty is not None:
            continue
        start, end = cell_span(line, reading.column)
        typed = re.compile(rf"(?<![\w.,]){re.escape(reading.written)}(?![.,]?\d){_UNIT}")
        matches = list(typed.finditer(line, start, end))
        if len(matches) != 1:
            continue
        match, unit = matches[0], matches[0]["unit"]
        scale = SCALES.get((unit or "").lower())
        new = _number(reading, read_header(table.header[reading.column]), typed_unit=scale is not None)
        if new:
            yield match.start(), match.end() if scale else match.end() - len(match["gap"] + (unit or "")), *new


def _number(reading: Reading, column: Column, *, typed_unit: bool) -> tuple[str, bool] | None:
    """Write a number in its canonical unit, with whether it keeps its rounding; None where it is so already."""
    typed, digits = value_of(reading.written), decimal(reading.written)
    if not isinstance(typed, float) or digits is None or not typed:
        return None
    factor, unit = reading.value / typed, reading.metric.unit
    if unit in (Unit.MB, Unit.MS):
        if math.isclose(factor, 1):
            return None if typed_unit or column.scale else (f"{digits} {unit}", True)
        return (f"{scaled(digits, factor)} {unit}", _keeps_rounding(digits, factor)) if typed_unit else None
    if math.isclose(factor, 0.01) and not column.percent:
        return scaled(digits, factor), True
    return None


def _keeps_rounding(digits: str, factor: float) -> bool:
    """Whether the last digit still means as much: `0.0319 s` is `31.9 ms`, but `2 s` is known less well than `2000 ms`."""
    power = round(math.log10(factor))
    return math.isclose(factor, 10.0**power) and len(digits.partition(".")[2]) >= power


def _swapped(line: str, one: int, other: int) -> str:
    (a, b), (c, d) = cell_span(line, one), cell_span(line, other)
    return line[:a] + line[c:d] + line[b:c] + line[a:b] + line[d:] if b <= c else line


def _same(before: Row, after: Row, *, more: bool) -> bool:
    """Whether a row says what it said; `more` allows numbers that could not be read before."""
    one, two = _said(before), _said(after)
    kept = all(key in two and math.isclose(value, two[key], rel_tol=_SAME) for key, value in one.items())
    return _told(before) == _told(after) and kept and (len(two) > len(one) if more else len(two) == len(one))


def _told(row: Row) -> tuple[object, ...]:
    return row.model, row.method, row.hardware, row.latency_unit


def _said(row: Row) -> Mapping[object, float]:
    return {(reading.metric, reading.device): reading.value for reading in chain(row.cells.values(), row.quality)}

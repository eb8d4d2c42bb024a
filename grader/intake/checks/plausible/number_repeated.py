"""A long time or RAM that another row of the document, or of another lesson, has too.

False alarms: five digits agree by chance in one pair of some ten thousand. What is taken over on purpose, say an original
that was measured before, is taken over all the same; hence a note that asks where the number is from. A size, a VRAM or a
quality of one model may honestly be the same in two rows, and a row told twice is no second measurement. The tables of all
lessons hold thousands of pairs, so there it takes seven digits, or two numbers of one row that agree in five; and a table of
another lesson may have rows of the lesson's own README in it, since branches are made from each other, which say nothing new.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from grader.core.identity import identity
from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.table import Reading, Row
from grader.core.words import Entry, Facts, Severity, Words
from grader.intake.digits import digits_of, shown, significant
from grader.intake.rows import content
from grader.intake.sight import NOISY, Sight, Subject

_WHY = Words(
    ru="Пять и больше одинаковых цифр у времени или RAM двух разных запусков практически не бывают. Число из чужой или старой строки измерено на другой "
    "машине, другим кодом, и сравнивать с ним свои строки нельзя.",
    en="Two runs practically never share five or more digits of a time or of RAM. A number from somebody else's row, or from an old one, comes from "
    "another machine and other code, and your rows cannot be compared with it.",
)
ENTRY = Entry(
    code="number-repeated",
    severity=Severity.NOTE,
    message=Words(
        ru="Точно такие же числа ({cells}) стоят в строке {line} файла. Это отдельное измерение? Если число перенесено, измерьте заново на своей машине.",
        en="Exactly the same numbers ({cells}) stand on line {line} of the file. Is this a measurement of its own? If carried over, please measure again on your machine.",
    ),
    why=_WHY,
)
ELSEWHERE = Entry(
    code="number-repeated-elsewhere",
    severity=Severity.NOTE,
    message=Words(
        ru="Точно такие же числа ({cells}) стоят в строке {row} в таблице другого занятия: ветка {branch}, {path}, строка {line}. "
        "Это отдельное измерение? Если число перенесено, измерьте заново на своей машине.",
        en="Exactly the same numbers ({cells}) stand in the row {row} of another lesson's table: branch {branch}, {path}, line {line}. "
        "Is this a measurement of its own? If carried over, please measure again on your machine.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, ELSEWHERE)
DIGITS = 5
#: So many digits of one number agree by chance in no pair of rows of a whole course.
DIGITS_ELSEWHERE = 7
#: Equal numbers that are remembered, so that the work stays linear.
_MOST = 8
_Index: TypeAlias = dict[tuple[Metric, str], list[Row]]


def check(sight: Sight) -> Iterator[Problem]:
    """Look every long number up among those of the whole document, then those that are new among those of other lessons."""
    index: _Index = {}
    for table in sight.document.results:
        for row in table.rows:
            _remember(row, index)
    own = {id(row) for row in sight.rows}
    unseen: list[tuple[Row, Reading]] = []
    for subject in sight.subjects:
        cells: dict[int, list[Reading]] = {}
        for reading in _long(subject.row):
            twin = next((row for row in index[_key(reading)] if _asks(subject, row, own)), None)
            if twin is not None:
                cells.setdefault(twin.line, []).append(reading)
            elif not any(_agrees(reading, original) for original in subject.originals):
                unseen.append((subject.row, reading))
        for line, readings in cells.items():
            facts: Facts = {"cells": ", ".join(map(shown, readings)), "line": line}
            yield Problem.of(ENTRY, sight.place(subject.row, readings[0]), facts)
    yield from _elsewhere(sight, unseen)


def _elsewhere(sight: Sight, unseen: list[tuple[Row, Reading]]) -> Iterator[Problem]:
    """Look numbers up in the tables of other lessons; a row is told of the first place that has enough of them."""
    here = {content(row) for table in sight.document.results for row in table.rows if id(row) not in {id(own) for own, _ in unseen}}
    asked: set[int] = set()
    for other in sight.known.elsewhere([digits_of(reading) for _, reading in unseen]) if unseen else ():
        index: _Index = {}
        for row in (row for table in other.document.results for row in table.rows if content(row) not in here):
            _remember(row, index)
        shared: dict[tuple[int, int], tuple[Row, Row, list[Reading]]] = {}
        for row, reading in unseen:
            for twin in index.get(_key(reading), ()):
                shared.setdefault((id(row), id(twin)), (row, twin, []))[2].append(reading)
        for row, twin, readings in shared.values():
            telling = len(readings) > 1 or significant(readings[0]) >= DIGITS_ELSEWHERE
            if telling and id(row) not in asked:
                asked.add(id(row))
                facts: Facts = {
                    "cells": ", ".join(map(shown, readings)), "row": f"{twin.model or '?'} · {twin.method_text or twin.method.family}",
                    "branch": other.branch, "path": other.document.path, "line": twin.line,
                }  # fmt: skip
                yield Problem.of(ELSEWHERE, sight.place(row, readings[0]), facts)


def _remember(row: Row, index: _Index) -> None:
    for reading in _long(row):
        if len(seen := index.setdefault(_key(reading), [])) < _MOST:
            seen.append(row)


def _long(row: Row) -> Iterator[Reading]:
    return (reading for metric in NOISY if (reading := row.cells.get(metric)) and significant(reading) >= DIGITS)


def _key(reading: Reading) -> tuple[Metric, str]:
    return reading.metric, f"{reading.value:.9g}"


def _agrees(reading: Reading, other: Row) -> bool:
    return any(_key(reading) == _key(theirs) for theirs in _long(other))


def _asks(subject: Subject, other: Row, own: set[int]) -> bool:
    """Whether a row with the same number is another measurement; of two own rows the later one is asked.

    A row that repeats its original is told so by another check.
    """
    row = subject.row
    if other is row or any(other is original for original in subject.originals):
        return False
    if id(other) not in own:
        return True
    earlier = (other.line, other.column or 0) < (row.line, row.column or 0)
    twins = identity(row.model, row.method, row.method_text) == identity(other.model, other.method, other.method_text)
    return earlier and not twins

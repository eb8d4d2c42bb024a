"""A bound where a value belongs."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="number-bound",
    severity=Severity.ERROR,
    message=Words(
        ru="В ячейке {cell} столбца {header} граница, а не значение. Напишите измеренное число.",
        en="The cell {cell} of {header} holds a bound, not a value. Write the measured number.",
    ),
    why=Words(
        ru="`<5 ms` верно и для 4.9, и для 0.1. Сравнить с измерением можно только число.",
        en="`<5 ms` is true of 4.9 and of 0.1. Only a number can be held against a measurement.",
    ),
)

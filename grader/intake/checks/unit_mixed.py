"""A cell in another unit than its header."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="unit-mixed",
    severity=Severity.NOTE,
    message=Words(
        ru="В ячейке {cell} единица {unit}, а в заголовке {header} другая; прочитано как {value} {canonical}.",
        en="The cell {cell} is in {unit} while its header {header} says otherwise; it was read as {value} {canonical}.",
    ),
    why=Words(
        ru="Единица в ячейке важнее заголовка. GB переводятся в MB умножением на 1024, секунды в миллисекунды - на 1000.",
        en="A unit in the cell outweighs the header. GB become MB by 1024, seconds become milliseconds by 1000.",
    ),
)

"""A size or memory without a unit."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="unit-missing",
    severity=Severity.WARNING,
    message=Words(
        ru="У {header} нет единицы ни в заголовке, ни в ячейке; число прочитано в MB. Допишите единицу в заголовок.",
        en="{header} has no unit, neither in the header nor in the cell; the number was read as MB. Add the unit to the header.",
    ),
    why=Words(
        ru="Размер и память в курсе пишут в MB, поэтому число без единицы прочитано так. Через год этого никто не вспомнит.",
        en=("Sizes and memory are given in MB in this course, so a bare number was read that way. Nobody will remember that next year."),
    ),
)

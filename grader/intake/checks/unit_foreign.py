"""A unit of another kind of quantity."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="unit-foreign",
    severity=Severity.ERROR,
    message=Words(
        ru="Единица в ячейке {cell} не подходит к столбцу {header}. Число не прочитано; проверьте единицу или столбец.",
        en=("The unit in the cell {cell} does not belong to the column {header}. The number was not read; check the unit or the column."),
    ),
    why=Words(
        ru=(
            "Проценты в столбце размера, миллисекунды в столбце памяти или `124M` параметров вместо мегабайт обычно значат, "
            "что число попало не в свой столбец."
        ),
        en=(
            "A percentage in a size column, milliseconds in a memory column or `124M` parameters for megabytes usually mean "
            "that a number went into the wrong column."
        ),
    ),
)

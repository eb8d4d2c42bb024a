"""Metric names and numbers that do not go together."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="metrics-unpaired",
    severity=Severity.ERROR,
    message=Words(
        ru="В ячейке {cell} неясно, какое число к какой метрике относится. Пишите парами: 0.84 precision, 0.83 recall.",
        en="In the cell {cell} it is unclear which number belongs to which metric. Write pairs: 0.84 precision, 0.83 recall.",
    ),
    why=Words(
        ru="Названия и числа должны чередоваться в одном порядке, и метрики должны быть из списка курса.",
        en="Names and numbers have to alternate in one order, and the metrics have to be those of the course.",
    ),
)

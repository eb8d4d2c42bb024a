"""A quality value whose metric nobody names."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="metric-missing",
    severity=Severity.ERROR,
    message=Words(
        ru="У числа {cell} в столбце {header} не названа метрика. Допишите её, например: 0.93 accuracy.",
        en="The number {cell} in {header} names no metric. Add it, for example: 0.93 accuracy.",
    ),
    why=Words(
        ru="0.93 - отличная accuracy и ужасный WER. Метрику называют в ячейке или, если она одна, в заголовке.",
        en="0.93 is a fine accuracy and a terrible WER. The metric is named in the cell, or in the header if there is only one.",
    ),
)

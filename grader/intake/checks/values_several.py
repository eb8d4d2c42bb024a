"""Several numbers where one belongs."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="values-several",
    severity=Severity.ERROR,
    message=Words(
        ru=("В ячейке {cell} столбца {header} несколько чисел, и неясно, какое из них результат. Оставьте одно или подпишите каждое."),
        en="The cell {cell} of {header} holds several numbers, and it is unclear which one is the result. Keep one, or name each.",
    ),
    why=Words(
        ru="Читаются два числа с устройствами (`12 ms CPU / 4 ms GPU`), с названиями метрик, или если одно названо общим (total).",
        en=("Two numbers are read where each names its device (`12 ms CPU / 4 ms GPU`) or its metric, or where one is called the total."),
    ),
)

"""A header that no word of the vocabulary fits."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="header-unknown",
    severity=Severity.WARNING,
    message=Words(
        ru="Столбец {header} не распознан, его ячейки не прочитаны. Если это {nearest}, назовите его так.",
        en="The column {header} is not known, its cells were not read. If it is {nearest}, call it that.",
    ),
    why=Words(
        ru="Бот узнаёт столбцы по заголовкам на русском и английском. Что значит незнакомый столбец, он не угадывает.",
        en="The bot knows columns by their headers, in Russian and English. It does not guess what an unknown one means.",
    ),
)

"""A method that no word of the vocabulary fits."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="method-unknown",
    severity=Severity.WARNING,
    message=Words(
        ru="Метод {cell} не распознан. Начните ячейку с названия способа сжатия, например «Кластеризация» или `int8`.",
        en="The method {cell} is not known. Begin the cell with the kind of compression, such as `clustering` or `int8`.",
    ),
    why=Words(
        ru="По методу бот решает, что проверять в сжатой модели. Что значит незнакомое слово, он не угадывает.",
        en="The method tells the bot what to look for in the compressed model. It does not guess what an unknown word means.",
    ),
)

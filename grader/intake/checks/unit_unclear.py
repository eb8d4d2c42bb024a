"""A bare number that different units would make very different."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="unit-unclear",
    severity=Severity.ERROR,
    message=Words(
        ru="У {header} нет единицы, а число {number} можно понять по-разному ({units}). Оно не прочитано; допишите единицу.",
        en="{header} has no unit, and {number} can be read in more than one ({units}). It was not read; add the unit.",
    ),
    why=Words(
        ru=(
            "0.98 может быть секундой и миллисекундой, 2.7 - гигабайтом и мегабайтом. Ошибка была бы в тысячу раз, поэтому бот не выбирает."
        ),
        en=("0.98 may be seconds or milliseconds, 2.7 may be GB or MB. The mistake would be a thousandfold, so the bot does not choose."),
    ),
)

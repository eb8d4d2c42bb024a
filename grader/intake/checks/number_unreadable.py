"""A value cell without a readable number."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="number-unreadable",
    severity=Severity.ERROR,
    message=Words(
        ru="В ячейке {cell} столбца {header} нет числа, которое можно прочитать. Напишите число цифрами 0-9 или поставьте прочерк.",
        en="The cell {cell} of {header} holds no number that can be read. Write it with the digits 0-9, or put a dash.",
    ),
    why=Words(
        ru=(
            "Читаются обычные десятичные числа, с единицей, процентом или погрешностью. Прочерк, N/A и `не применимо` значат,"
            " что числа нет."
        ),
        en=(
            "Plain decimals are read, with a unit, a percent sign or an uncertainty. A dash, N/A and `not applicable` say "
            "that there is none."
        ),
    ),
)

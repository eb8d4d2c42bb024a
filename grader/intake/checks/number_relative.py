"""A change or multiple where a value belongs."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="number-relative",
    severity=Severity.ERROR,
    message=Words(
        ru=(
            "В ячейке {cell} столбца {header} изменение, а не само значение. Напишите измеренное число; изменение можно дать "
            "в отдельном столбце."
        ),
        en=(
            "The cell {cell} of {header} holds a change, not the value itself. Write the measured number; a change may have a"
            " column of its own."
        ),
    ),
    why=Words(
        ru="`2.5×`, `-10 %` и `+3.1` говорят о разнице с чем-то другим. Проверить можно только само значение.",
        en="`2.5×`, `-10 %` and `+3.1` tell a difference from something else. Only the value itself can be verified.",
    ),
)

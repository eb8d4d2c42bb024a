"""Invisible characters in a cell."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="hidden-character",
    severity=Severity.WARNING,
    message=Words(
        ru="В ячейке {cell} невидимые знаки ({characters}). Удалите их: напечатайте ячейку заново.",
        en="The cell {cell} holds invisible characters ({characters}). Remove them: type the cell anew.",
    ),
    why=Words(
        ru=(
            "Невидимые знаки попадают из копирования. Те, что меняют направление текста, могут показать одно число, а хранить"
            " другое; такие ячейки не читаются."
        ),
        en=(
            "Invisible characters come from copying. Those that turn the direction of text can show one number and store "
            "another; such cells are not read."
        ),
    ),
)

"""A row that was read without doubt, but is not written in the course's units.

False alarms: none that matter; the row counts as it is. It is told only where no other problem of the row carries the
rewritten line.
"""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="row-form",
    severity=Severity.NOTE,
    message=Words(
        ru="Строка {row} понятна; в единицах курса (MB, ms, доли от 1) она читалась бы так, как предложено.",
        en="The row {row} is understood; in the course's units (MB, ms, fractions of 1) it would read as suggested.",
    ),
    why=Words(
        ru="Таблицу читают все: одинаковые единицы позволяют сравнить строки на глаз. Бот понимает и GB, и секунды, и проценты, поэтому "
        "менять строку необязательно.",
        en="Everybody reads the table: the same units make rows comparable at a glance. The bot understands GB, seconds and percentages too, "
        "so changing the row is up to you.",
    ),
)

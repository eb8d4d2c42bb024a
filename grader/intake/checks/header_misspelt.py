"""A header that is one or two letters off a known one."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="header-misspelt",
    severity=Severity.NOTE,
    message=Words(
        ru="Заголовок {header} написан с опечаткой; он прочитан как {nearest}.",
        en="The header {header} is misspelt; it was read as {nearest}.",
    ),
    why=Words(
        ru="Одна-две буквы не мешают понять заголовок, но так его не найдут поиском.",
        en="A letter or two do not hide what a header means, but a search will not find it.",
    ),
)

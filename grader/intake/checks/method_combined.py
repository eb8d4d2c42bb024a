"""Several families of compression in one row."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="method-combined",
    severity=Severity.NOTE,
    message=Words(
        ru="Метод {cell} соединяет несколько способов сжатия; строка записана как {family}.",
        en="The method {cell} combines several kinds of compression; the row was filed under {family}.",
    ),
    why=Words(
        ru="Комбинации разрешены. Строка записана по способу, названному первым.",
        en="Combinations are welcome. A row is filed under the kind that is named first.",
    ),
)

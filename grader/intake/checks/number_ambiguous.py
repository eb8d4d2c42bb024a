"""A comma that may separate thousands or decimals."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="number-ambiguous",
    severity=Severity.ERROR,
    message=Words(
        ru="{cell} можно прочитать и как тысячи, и как дробь. Число не прочитано; напишите точку вместо запятой или уберите её.",
        en=("{cell} can be read as thousands or as a decimal. The number was not read; write a point for the comma, or leave it out."),
    ),
    why=Words(
        ru="`1,024` - это 1024 по-английски и 1.024 по-русски. Однозначны `1024`, `1 024` и `1.024`.",
        en="`1,024` is 1024 in English and 1.024 in Russian. `1024`, `1 024` and `1.024` are clear.",
    ),
)

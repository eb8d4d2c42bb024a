"""A few bytes of a UTF-8 file that are no text."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="encoding-damaged",
    severity=Severity.WARNING,
    message=Words(
        ru="В файле байты, которых не бывает в UTF-8 ({count}); первый — в этой строке. Наберите её заново: ячейки с ними не прочитаны.",
        en="The file holds bytes that UTF-8 does not have ({count}); the first is on this line. Type it anew: cells with them were not read.",
    ),
    why=Words(
        ru="Повреждённый байт мог быть цифрой или границей столбца, поэтому бот не читает ячеек, где он стоит, и строк, где из-за него "
        "могло измениться число ячеек. Всё остальное прочитано как обычно.",
        en="A damaged byte may have been a digit or the edge of a column, so the bot reads no cell that holds one, and no row in which it "
        "may have changed the number of cells. Everything else was read as usual.",
    ),
)

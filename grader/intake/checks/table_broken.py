"""Lines typed as a table that GitHub shows as text."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="table-broken",
    severity=Severity.WARNING,
    message=Words(
        ru=(
            "Эти строки похожи на таблицу, но GitHub показывает их как обычный текст. Проверьте строку `|---|` под "
            "заголовком: в ней должно быть столько же ячеек, сколько в заголовке."
        ),
        en=(
            "These lines look like a table, but GitHub shows them as plain text. Look at the `|---|` line below the header: "
            "it needs as many cells as the header."
        ),
    ),
    why=Words(
        ru=(
            "Таблица появляется, только если сразу под заголовком стоит строка из дефисов с тем же числом ячеек. Иначе чисел "
            "как таблицы никто не увидит, и бот их не читает."
        ),
        en=(
            "A table appears only where a line of hyphens with the same number of cells follows the header. Otherwise nobody "
            "sees the numbers as a table, and the bot does not read them."
        ),
    ),
)

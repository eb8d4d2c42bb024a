"""A table over the limits."""

from __future__ import annotations

from grader.core.words import Entry, Severity, Words

ENTRY = Entry(
    code="table-too-large",
    severity=Severity.ERROR,
    message=Words(
        ru=(
            "Таблица слишком велика и не прочитана: можно до {rows} строк, {columns} столбцов, {characters} знаков в ячейке "
            "и {tables} таблиц в файле. Разделите её или сократите."
        ),
        en=(
            "The table is too large and was not read: up to {rows} rows, {columns} columns, {characters} characters a cell "
            "and {tables} tables a file are. Split or shorten it."
        ),
    ),
    why=Words(
        ru=("Бот читает таблицы до 200 строк, 24 столбцов и 500 знаков в ячейке: больше не бывает у результатов, которые можно проверить."),
        en=("The bot reads tables of up to 200 rows, 24 columns and 500 characters a cell: no results that can be verified need more."),
    ),
)

"""A table over the limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.core.problem import Place, Problem
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
        ru="Бот читает таблицы до 2000 строк, 24 столбцов и 500 знаков в ячейке, то есть строки всех команд курса. Один pull request может "
        "добавить до 200 строк: больше никто не успеет ни измерить, ни прочесть.",
        en="The bot reads tables of up to 2000 rows, 24 columns and 500 characters a cell, which is room for all teams of a course. One pull "
        "request may add up to 200 rows: nobody could measure or read more.",
    ),
)


def too_many(count: int, most: int, limits: Mapping[str, int], path: str) -> Iterator[Problem]:
    """Say it of a pull request that adds more rows than `most`."""
    if count > most:
        yield Problem.of(ENTRY, Place(path=path), {**limits, "rows": most})

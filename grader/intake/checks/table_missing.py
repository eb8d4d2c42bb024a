"""The README has no results table, or the pull request adds no row to it.

False alarms: results that stand as text or as a picture; they cannot be compared with anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import README, Case

_WHY = Words(
    ru="Результат задания — строки в общей таблице README.md ветки занятия: по строке на модель и метод. "
    "Бот видит таблицу, если её видно на GitHub в предпросмотре: перед ней пустая строка, под заголовком строка `| --- | --- |`.",
    en="The result of a homework is rows in the shared table of README.md on the lesson's branch: one for each model and method. "
    "The bot sees a table if GitHub's preview shows it: a blank line before it, a line `| --- | --- |` below its header.",
)
ENTRY = Entry(
    code="table-missing",
    severity=Severity.ERROR,
    message=Words(
        ru="В {path} нет таблицы результатов. Возьмите таблицу из ветки занятия и добавьте в неё свои строки.",
        en="There is no results table in {path}. Take the table from the lesson's branch and add your rows to it.",
    ),
    why=_WHY,
)
NO_ROWS = Entry(
    code="rows-missing",
    severity=Severity.ERROR,
    message=Words(
        ru="В таблице {path} нет ни одной новой строки. Добавьте по строке на каждую модель и метод, в том числе исходную модель.",
        en="The table in {path} has no new row. Add one for each model and method, the original model included.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, NO_ROWS)


def check(case: Case) -> Iterator[Problem]:
    """Look for rows that are new."""
    if case.readme is None or case.rows:
        return
    tables = case.readme.results
    if tables and case.elsewhere:
        return  # the rows were added, to the wrong file; that is said
    entry, line = (NO_ROWS, tables[0].line) if tables else (ENTRY, None)
    yield Problem.of(entry, Place(path=README, line=line), {"path": README})

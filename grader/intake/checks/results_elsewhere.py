"""A results table stands in another Markdown file of the pull request, while the README has no new row.

False alarms: a report that repeats rows merged earlier. Tables in other files are never taken for claims.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Facts, Severity, Words
from grader.intake.case import README, Case

ENTRY = Entry(
    code="results-elsewhere",
    severity=Severity.ERROR,
    message=Words(
        ru="Результаты (строк: {rows}) лежат в {found}, строка {line}, а новых строк в {path} нет. Перенесите их в общую таблицу {path}.",
        en="The results ({rows} rows) are in {found}, line {line}, and {path} has no new row. Move them to the shared table of {path}.",
    ),
    why=Words(
        ru="Сравнивать можно только то, что стоит в одной таблице: она в README.md ветки занятия. Отчёт с картинками и пояснениями может "
        "лежать в папке команды, но строки с числами нужны в общей таблице, по одной на модель и метод.",
        en="Only what stands in one table can be compared: it is in README.md of the lesson's branch. A report with pictures and remarks may "
        "lie in your team's directory, but the rows with the numbers belong in the shared table, one for each model and method.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Name the first results table of each other document that has rows."""
    for report in case.elsewhere:
        tables = [table for table in report.results if table.rows]
        facts: Facts = {"rows": sum(len(table.rows) for table in tables), "found": report.path, "line": tables[0].line, "path": README}
        yield Problem.of(ENTRY, Place(path=report.path, line=tables[0].line), facts)

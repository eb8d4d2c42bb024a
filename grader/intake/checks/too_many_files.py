"""More changed files than any homework needs.

False alarms: a data set or the pages of a report committed file by file; it has no place there.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import MAX_FILES, Case

ENTRY = Entry(
    code="too-many-files",
    severity=Severity.ERROR,
    message=Words(
        ru="Pull request меняет файлов: {count}, а можно не больше {limit}. Уберите данные, веса и виртуальное окружение, "
        "впишите их в `.gitignore`.",
        en="The pull request changes {count} files, and {limit} is the most. Take out data, weights and virtual environments, "
        "and name them in `.gitignore`.",
    ),
    why=Words(
        ru="Сдача — это таблица, манифест и несколько файлов кода. Сотни файлов обычно попадают в коммит нечаянно, "
        "а прочитать такой pull request не сможет никто.",
        en="A submission is a table, a manifest and a few files of code. Hundreds of files mostly get into a commit by accident, "
        "and nobody can read such a pull request.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Count the changed paths."""
    if len(case.changes) > MAX_FILES:
        facts = {"count": len(case.changes), "limit": MAX_FILES}
        yield Problem.of(ENTRY, Place(path="."), facts)

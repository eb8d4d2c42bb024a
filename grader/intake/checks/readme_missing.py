"""There is no `README.md` at the top of the repository.

False alarms: none; a file of that name in another case or as a link is another file.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import README, Case

ENTRY = Entry(
    code="readme-missing",
    severity=Severity.ERROR,
    message=Words(
        ru="В корне репозитория нет {path}. Верните его из ветки занятия: `git checkout ветка_занятия -- README.md`, и добавьте свои строки.",
        en="There is no {path} at the top of the repository. Bring it back from the lesson's branch: "
        "`git checkout lesson_branch -- README.md`, and add your rows.",
    ),
    why=Words(
        ru="Общая таблица результатов живёт в README.md ветки занятия. Если файл удалён или переименован, пропадают строки всех команд.",
        en="The shared table of results lives in README.md of the lesson's branch. If the file is removed or renamed, every team's rows are gone.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look for the README of the head; one that is merely too large to read is there."""
    unread = any(change.path == README and change.status != "D" and case.sizes.get(change.blob) for change in case.changes)
    if case.readme is None and not unread:
        yield Problem.of(ENTRY, Place(path=README), {"path": README})

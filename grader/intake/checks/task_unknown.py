"""The manifest names a task for which the course has no evaluation set.

False alarms: a task that the teachers have not entered into the course file yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.near import listed

ENTRY = Entry(
    code="task-unknown",
    severity=Severity.ERROR,
    message=Words(
        ru="Задачи {task} в курсе нет; есть {known}. Впишите одну из них в ключ `task`.",
        en="The course has no task {task}; it has {known}. Put one of them into the key `task`.",
    ),
    why=Words(
        ru="Задача определяет, что получает `predict`, что он возвращает и как считается качество. Список — в файле курса `.github/course.yml`. "
        "Если вашей задачи нет, договоритесь с преподавателем.",
        en="The task decides what `predict` gets, what it returns and how quality is computed. The list is in the course file "
        "`.github/course.yml`. If yours is not there, talk to a teacher.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look the task up among those of the evaluation sets."""
    manifest, tasks = case.manifest, {data.task for data in case.course.data.values()}
    if manifest and manifest.task not in tasks:
        yield Problem.of(
            ENTRY,
            Place(path=manifest.path, line=manifest.lines.get("task")),
            {"task": manifest.task, "known": listed(manifest.task, tasks)},
        )

"""The manifest names an evaluation set that the course does not have, or one that belongs to another task.

False alarms: a set that the teachers have not entered into the course file yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.near import listed

_WHY = Words(
    ru="Качество всех команд считается на одних и тех же данных, перечисленных в файле курса `.github/course.yml`: только так числа можно "
    "сравнивать. Свои данные остаются вашими; в манифесте нужно имя набора курса.",
    en="The quality of all teams is computed on the same data, which the course file `.github/course.yml` lists: only so can numbers be "
    "compared. Your own data stay yours; the manifest needs the name of one of the course's sets.",
)
ENTRY = Entry(
    code="data-unknown",
    severity=Severity.ERROR,
    message=Words(
        ru="Набора данных {data} в курсе нет; для вашей задачи есть {known}. Впишите имя в ключ `data`.",
        en="The course has no evaluation set {data}; for your task it has {known}. Put its name into the key `data`.",
    ),
    why=_WHY,
)
OTHER_TASK = Entry(
    code="data-task",
    severity=Severity.ERROR,
    message=Words(
        ru="Набор данных {data} — для задачи {theirs}, а в манифесте задача {task}. Исправьте `task` или `data`; для этой задачи есть {known}.",
        en="The evaluation set {data} is for the task {theirs}, but the manifest says {task}. Correct `task` or `data`; for this task there is {known}.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, OTHER_TASK)


def check(case: Case) -> Iterator[Problem]:
    """Look the set up in the course file; where the task itself is unknown, that is said elsewhere."""
    manifest, sets = case.manifest, case.course.data
    if manifest is None:
        return
    fitting = [name for name, data in sets.items() if data.task == manifest.task]
    place = Place(path=manifest.path, line=manifest.lines.get("data"))
    if manifest.data not in sets:
        facts = {"data": manifest.data, "known": listed(manifest.data, fitting or sets)}
        yield Problem.of(ENTRY, place, facts)
    elif fitting and manifest.data not in fitting:
        facts = {
            "data": manifest.data, "theirs": sets[manifest.data].task, "task": manifest.task, "known": listed(manifest.data, fitting),
        }  # fmt: skip
        yield Problem.of(OTHER_TASK, place, facts)

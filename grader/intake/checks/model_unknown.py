"""A row names a model that the course does not ship, or one for another task.

False alarms: a Hugging Face model without an owner that has the very name of a shipped one.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.near import listed

LOCAL = "local:"

_WHY = Words(
    ru="`local:ИМЯ` означает модель, которая лежит в репозитории курса; их список — в `.github/course.yml`. "
    "Остальные модели называют полным именем с Hugging Face, `владелец/имя`, вместе с `revision`.",
    en="`local:NAME` means a model in the course's own repository; `.github/course.yml` lists them. "
    "Any other model is named by its full id on Hugging Face, `owner/name`, together with `revision`.",
)
ENTRY = Entry(
    code="model-unknown",
    severity=Severity.ERROR,
    message=Words(
        ru="Модели {model} среди моделей курса нет; есть {known}. Исправьте имя или назовите модель с Hugging Face: `владелец/имя`.",
        en="The course ships no model {model}; it ships {known}. Correct the name, or name a model on Hugging Face: `owner/name`.",
    ),
    why=_WHY,
)
UNMARKED = Entry(
    code="model-unmarked",
    severity=Severity.ERROR,
    message=Words(
        ru="{model} — модель курса, и пишется она с `local:`. Замените имя на {known}.",
        en="{model} is a model of the course, which is written with `local:`. Replace it by {known}.",
    ),
    why=_WHY,
)
OTHER_TASK = Entry(
    code="model-task",
    severity=Severity.ERROR,
    message=Words(
        ru="Модель {model} решает задачу {theirs}, а в манифесте задача {task}. Исправьте `task` или возьмите другую модель.",
        en="The model {model} is for the task {theirs}, but the manifest says {task}. Correct `task`, or take another model.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, UNMARKED, OTHER_TASK)


def check(case: Case) -> Iterator[Problem]:
    """Look every model of the manifest up, each once, at its first row."""
    shipped, tasks, seen = case.course.models, {data.task for data in case.course.data.values()}, set()
    for row in case.manifest.rows if case.manifest else ():
        if row.model in seen or not case.manifest:
            continue
        seen.add(row.model)
        name, place = row.model.removeprefix(LOCAL), Place(path=case.manifest.path, line=row.line)
        if row.model != name and name not in shipped:
            known = listed(name, shipped)
            yield Problem.of(ENTRY, place, {"model": row.model, "known": known})
        elif row.model == name and name in shipped and row.revision is None:
            facts = {"model": name, "known": LOCAL + name}
            yield Problem.of(UNMARKED, place, facts)
        elif row.model != name and shipped[name].task != case.manifest.task in tasks:
            facts = {"model": row.model, "theirs": shipped[name].task, "task": case.manifest.task}
            yield Problem.of(OTHER_TASK, place, facts)

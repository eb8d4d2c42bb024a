"""A model from Hugging Face that the course does not fetch.

False alarms: a list of models in the course file that is older than the lesson.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.checks.model_unknown import LOCAL
from grader.intake.near import listed

ENTRY = Entry(
    code="model-not-allowed",
    severity=Severity.WARNING,
    message=Words(
        ru="Модель {model} курс не загружает, и её строки останутся непроверенными; загружает он {known}. Возьмите одну из них или попросите преподавателя добавить вашу.",
        en="The course does not fetch the model {model}, so its rows stay unchecked; it fetches {known}. Take one of those, or ask the instructor to add yours.",
    ),
    why=Words(
        ru="Модели с Hugging Face попадают на машину для проверки заранее, и только из списка `hub.allow` в файле курса: код команды запускается без сети.",
        en="Models of Hugging Face come to the grading machine beforehand, and only those in the list `hub.allow` of the course file: a team's code runs without network.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look every model of the hub up in the course's list, if it has one, each once."""
    manifest, hub, seen = case.manifest, case.course.hub, set[str]()
    for row in manifest.rows if manifest else ():
        if manifest and not row.model.startswith(LOCAL) and row.model not in (*case.course.models, *seen) and not hub.allows(row.model):
            seen.add(row.model)
            yield Problem.of(ENTRY, Place(path=manifest.path, line=row.line), {"model": row.model, "known": listed(row.model, hub.allow)})

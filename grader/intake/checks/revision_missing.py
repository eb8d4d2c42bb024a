"""A model from Hugging Face without the commit that was used.

False alarms: none; without it the model may change between the team's run and the bot's.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.checks.model_unknown import LOCAL

ENTRY = Entry(
    code="revision-missing",
    severity=Severity.ERROR,
    message=Words(
        ru="У модели {model} не указан коммит. Добавьте `revision:` — 40 знаков со страницы модели на Hugging Face, Files → History.",
        en="The model {model} has no commit. Add `revision:`, the 40 digits from the model's page on Hugging Face, Files → History.",
    ),
    why=Words(
        ru="Автор модели может заменить веса под тем же именем. Коммит закрепляет ровно те веса, на которых измеряли вы. "
        "Имя ветки или тега не подходит: они могут сдвинуться.",
        en="A model's author can replace the weights under the same name. The commit pins the very weights that you measured. "
        "A branch or a tag will not do: they can move.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look for the revision of every model that is not the course's own."""
    for row in case.manifest.rows if case.manifest else ():
        if case.manifest and row.revision is None and not row.model.startswith(LOCAL) and row.model not in case.course.models:
            place = Place(path=case.manifest.path, line=row.line)
            yield Problem.of(ENTRY, place, {"model": row.model})

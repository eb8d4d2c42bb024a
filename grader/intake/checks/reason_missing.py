"""A row whose method does not apply, but that does not say why.

False alarms: a reason that stands in a column of its own, or in the text around the table.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.line import cell_span
from grader.core.problem import Fix, Problem
from grader.core.submission import SubmittedRow
from grader.core.words import Entry, Language, Severity, Words
from grader.intake.absence import Absence, absence
from grader.intake.case import Case
from grader.intake.text import plain

ENTRY = Entry(
    code="reason-missing",
    severity=Severity.WARNING,
    message=Words(
        ru="Строка {row} говорит, что метод неприменим, но не говорит почему. Допишите причину в ячейку или в `reason:` в submission.yml.",
        en="The row {row} says that the method does not apply, but not why. Add the reason to the cell, or as `reason:` to submission.yml.",
    ),
    why=Words(
        ru="Если метод к модели неприменим, это тоже результат: строка принимается без чисел, и баллы за неё не снимаются. Но другим она "
        "пригодится, только если сказано, чего именно не хватило: «не применимо: в модели нет слоёв, которые умеет GPTQ».",
        en="That a method does not apply to a model is a result too: such a row is taken without numbers and costs nothing. It helps others "
        "only if it says what was in the way: `not applicable: the model has no layers that GPTQ can handle`.",
    ),
)
#: What stands for the reason that only the team knows.
_TO_FILL_IN = {Language.RU: "Не применимо: …", Language.EN: "Not applicable: …"}


def check(case: Case) -> Iterator[Problem]:
    """Look at the rows without numbers."""
    for row in case.submitted:
        if row.not_applicable and not row.reason:
            name = f"{row.model or '?'} · {row.method_text or row.method.family}"
            text = _with_room(row, case.course.languages[0])
            yield Problem.of(ENTRY, row.place, {"row": name}, Fix(text=text) if text else None)


def _with_room(row: SubmittedRow, language: Language) -> str | None:
    """Write the line with a place for the reason; None where the line is not the row's own."""
    line = row.place.text
    if row.place.column is not None:
        return None
    for column in range(line.count("|") + 1):
        start, end = cell_span(line, column)
        if absence(plain(line[start:end])) is Absence.NOT_APPLICABLE:
            return f"{line[:start]} {_TO_FILL_IN[language]} {line[end:]}"
    return None

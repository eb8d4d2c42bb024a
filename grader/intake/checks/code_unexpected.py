"""A row of the original that names code of the team's; it is not run.

False alarms: a team that compresses the model but calls the method "original"; then the method is what to correct.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.table import Family
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

ENTRY = Entry(
    code="code-unexpected",
    severity=Severity.NOTE,
    message=Words(
        ru="Исходную модель запускает код курса, поэтому {code} в этой строке не нужен. Уберите `code:` или назовите метод.",
        en="The original model runs on the course's own code, so this row does not need {code}. Remove `code:`, or name the method.",
    ),
    why=Words(
        ru="Исходная модель у всех измеряется одним и тем же кодом: с ней сравниваются остальные строки.",
        en="The original is measured with the same code for everybody: the other rows are compared with it.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look for originals with code."""
    for row in case.manifest.rows if case.manifest else ():
        if case.manifest and row.code is not None and row.method.family is Family.ORIGINAL:
            place = Place(path=case.manifest.path, line=row.line)
            yield Problem.of(ENTRY, place, {"code": row.code})

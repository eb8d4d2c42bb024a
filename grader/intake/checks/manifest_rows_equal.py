"""Two rows of the manifest that nothing tells apart.

False alarms: none; the bot could not know which of the two a row of the table belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.identity import identity
from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

ENTRY = Entry(
    code="manifest-rows-equal",
    severity=Severity.ERROR,
    message=Words(
        ru="У строки {row} те же модель, метод и параметры, что и у строки манифеста {line}. Добавьте `params`, которые их различают, "
        "или оставьте одну.",
        en="The row {row} has the same model, method and parameters as the one on line {line} of the manifest. Add `params` that tell them "
        "apart, or keep one.",
    ),
    why=Words(
        ru="Строка таблицы находит свою строку манифеста по модели, методу и параметрам. Если две одинаковы, неизвестно, чей код запускать.",
        en="A row of the table finds its row of the manifest by model, method and parameters. If two are equal, nobody knows whose code to run.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Compare the rows of the manifest with each other."""
    first: dict[object, int] = {}
    for row in case.manifest.rows if case.manifest else ():
        line = row.line or 0
        before = first.setdefault(identity(row.model, row.method, row.method_text), line)
        if case.manifest and before != line:
            yield Problem.of(
                ENTRY, Place(path=case.manifest.path, line=row.line), {"row": f"{row.model} · {row.method_text}", "line": before}
            )

"""The manifest names another homework than the title.

False alarms: none; mostly a manifest copied from the last homework.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Fix, Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

ENTRY = Entry(
    code="manifest-homework",
    severity=Severity.ERROR,
    message=Words(
        ru="В манифесте задание {written}, а в заголовке — HW-{homework}. Исправьте то, что неверно.",
        en="The manifest says homework {written}, the title says HW-{homework}. Correct the one that is wrong.",
    ),
    why=Words(
        ru="Номер задания решает, какие методы разрешены и в какую таблицу попадут строки. Чаще всего манифест скопировали из прошлого задания.",
        en="The number of the homework decides which methods are allowed and which table the rows go into. "
        "Mostly the manifest was copied from the last homework.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Compare the numbers."""
    manifest, homework = case.manifest, case.title.homework
    if manifest and homework is not None and manifest.homework != homework:
        yield Problem.of(
            ENTRY,
            Place(path=manifest.path, line=manifest.lines.get("homework")),
            {"written": manifest.homework, "homework": homework},
            fix=Fix(text=f"homework: {homework}"),
        )

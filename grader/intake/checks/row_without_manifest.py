"""A row of the table that no manifest row stands behind, or for which several could.

False alarms: a method worded so differently in the two places that they are not recognised as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.rows import candidates

_WHY = Words(
    ru="Строка таблицы и строка манифеста принадлежат друг другу, если у них одна модель, один метод и нет противоречий в параметрах. "
    "Строку без пары бот не запускает, и её числа остаются непроверенными.",
    en="A row of the table and one of the manifest belong together if they have the same model, the same method and no contradicting "
    "parameters. A row without a partner is not run, and its numbers stay unchecked.",
)
ENTRY = Entry(
    code="row-without-manifest",
    severity=Severity.WARNING,
    message=Words(
        ru="Для строки {row} нет строки в манифесте, поэтому её числа не проверить. Добавьте её туда с теми же моделью и методом.",
        en="The manifest has no row for {row}, so its numbers cannot be checked. Add one with the same model and method.",
    ),
    why=_WHY,
)
AMBIGUOUS = Entry(
    code="row-ambiguous",
    severity=Severity.WARNING,
    message=Words(
        ru="Строке {row} подходит сразу несколько строк манифеста ({count}). Назовите в таблице то, чем они различаются, "
        "например число кластеров или долю весов.",
        en="{count} rows of the manifest fit the row {row} equally well. Say in the table what tells them apart, "
        "such as the number of clusters or the share of weights.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, AMBIGUOUS)


def check(case: Case) -> Iterator[Problem]:
    """Look at the rows that found no partner."""
    for row in case.submitted if case.manifest else ():
        if case.manifest and row.manifest is None:
            name = f"{row.model or '?'} · {row.method_text or row.method.family}"
            count = len(candidates(row, case.manifest.rows))
            if count:
                yield Problem.of(AMBIGUOUS, row.place, {"row": name, "count": count})
            else:
                yield Problem.of(ENTRY, row.place, {"row": name})

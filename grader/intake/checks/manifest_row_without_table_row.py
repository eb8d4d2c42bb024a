"""A row of the manifest that no row of the table belongs to.

False alarms: a method worded so differently in the two places that they are not recognised as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.rows import candidates

ENTRY = Entry(
    code="manifest-row-without-table-row",
    severity=Severity.WARNING,
    message=Words(
        ru="Строке манифеста {row} не соответствует ни одна строка таблицы в README.md. Добавьте туда результат или уберите строку.",
        en="No row of the table in README.md belongs to the manifest's row {row}. Add the result there, or remove the row.",
    ),
    why=Words(
        ru="Бот сравнивает измеренное с тем, что заявлено в таблице; без строки в таблице сравнивать не с чем. "
        "Строки принадлежат друг другу, если у них одна модель, один метод и нет противоречий в параметрах.",
        en="The bot compares what it measures with what the table claims; without a row there is nothing to compare. "
        "Rows belong together if they have the same model, the same method and no contradicting parameters.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look for manifest rows that fit no row of the table, new or old; without any new row another check speaks."""
    if case.manifest is None or not case.rows:
        return
    rows = [*case.rows, *case.base_rows]
    used = {index for row in rows for index in candidates(row, case.manifest.rows)}
    for index, row in enumerate(case.manifest.rows):
        if index not in used:
            yield Problem.of(ENTRY, Place(path=case.manifest.path, line=row.line), {"row": f"{row.model} · {row.method_text}"})

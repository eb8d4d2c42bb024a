"""A row of the table that no manifest row stands behind, for which several could, or that contradicts another row with the same one.

False alarms: a method worded so differently in the two places that they are not recognised as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.submission import SubmittedRow
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
SHARED = Entry(
    code="row-shares-manifest",
    severity=Severity.WARNING,
    message=Words(
        ru="Строке манифеста {entry} подходят разные строки таблицы: {rows}. Дайте каждой свою строку манифеста: укажите в `method` или "
        "`params`, чем они различаются.",
        en="Different rows of the table fit the manifest's row {entry}: {rows}. Give each its own row of the manifest: say in `method` or "
        "`params` what tells them apart.",
    ),
    why=Words(
        ru="Одна строка манифеста — это один код и одна модель. Если к ней подходят, например, INT8 и FP16, неизвестно, чьи числа она даёт; "
        "ни одна из таких строк не запускается, остальные проверяются как обычно.",
        en="One row of the manifest is one code and one model. If INT8 and FP16 both fit it, nobody knows whose numbers it gives; none of "
        "such rows is run, and the others are checked as usual.",
    ),
)
ENTRIES = (ENTRY, AMBIGUOUS, SHARED)


def check(case: Case) -> Iterator[Problem]:
    """Look at the rows that found no partner; of several that contradict each other, the first tells it for all."""
    if case.manifest is None:
        return
    entries, shared = case.manifest.rows, dict[int, list[SubmittedRow]]()
    for row in case.submitted:
        if row.manifest is not None or row.not_applicable:
            continue
        match candidates(row, entries):
            case []:
                yield Problem.of(ENTRY, row.place, {"row": _name(row)})
            case [index]:
                shared.setdefault(index, []).append(row)
            case several:
                yield Problem.of(AMBIGUOUS, row.place, {"row": _name(row), "count": len(several)})
    for index, rows in shared.items():
        entry = f"{entries[index].model} · {entries[index].method_text}"
        yield Problem.of(SHARED, rows[0].place, {"entry": entry, "rows": ", ".join(map(_name, rows))})


def _name(row: SubmittedRow) -> str:
    return f"{row.model or '?'} · {row.method_text or row.method.family}"

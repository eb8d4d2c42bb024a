"""Rows of a compressed model without a row of the original to compare with.

False alarms: an original that is named so differently that the two are not recognised as one model. Rows with a method
that is not understood ask for none: they may be the original.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.identity import model_name
from grader.core.problem import Place, Problem
from grader.core.table import Family, Row
from grader.core.words import Entry, Severity, Words
from grader.intake.case import README, Case

ENTRY = Entry(
    code="original-missing",
    severity=Severity.WARNING,
    message=Words(
        ru="Для модели {model} нет строки исходной модели. Добавьте её: метод «Оригинал», те же машина, данные и способ измерения.",
        en="There is no row of the original for the model {model}. Add it: the method `original`, the same machine, data and way of measuring.",
    ),
    why=Words(
        ru="Сжатие видно только в сравнении с исходной моделью, измеренной на той же машине. Время на чужой машине бот тоже проверяет "
        "по ускорению относительно этой строки; без неё проверить время нельзя.",
        en="Compression shows only beside the original, measured on the same machine. Times from another machine are also checked by the "
        "speed-up over that row; without it they cannot be checked.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look for an original among the new rows and those of the base; a row without a model may be any model's."""
    originals = {_name(row.model) for row in (*case.rows, *case.base_rows) if _is_original(row)}
    seen = originals | ({_name(row.model) for row in case.rows} if None in originals else set())
    for row in case.rows:
        if row.method.family is Family.UNKNOWN or (row.model is None and originals):
            continue  # it may be the original itself; or any of them may be its original
        if row.method.family is Family.DISTILLATION and originals:
            continue  # a student has a name of its own; its original is the teacher
        if _name(row.model) not in seen:
            seen.add(_name(row.model))
            yield Problem.of(ENTRY, Place(path=README, line=row.line, column=row.column), {"model": row.model or "?"})


def _is_original(row: Row) -> bool:
    """Whether a row is of the original; a table of originals needs no column for the method."""
    return row.method.family is Family.ORIGINAL or (row.method.family is Family.UNKNOWN and not row.method_text.strip())


def _name(model: str | None) -> str | None:
    return None if model is None else model_name(model)

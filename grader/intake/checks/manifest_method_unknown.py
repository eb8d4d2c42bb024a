"""A row of the manifest whose method names nothing that the course knows.

False alarms: a method in words that the vocabulary does not have yet; the table's own cells are looked at elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.table import Family
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.near import listed

ENTRY = Entry(
    code="manifest-method-unknown",
    severity=Severity.ERROR,
    message=Words(
        ru="Метод {method} не понятен. Начните с одного из слов: {known}; подробности можно дописать следом или в `params`.",
        en="The method {method} is not understood. Begin with one of {known}; details can follow it, or go into `params`.",
    ),
    why=Words(
        ru="От метода зависит, что проверять в результате: число разных значений весов, долю нулей, тип чисел. "
        "Понимаются русские и английские названия: «кластеризация», `clustering`, `int8`, `ONNX`.",
        en="The method decides what to look for in the result: the number of distinct weights, the share of zeros, the type of numbers. "
        "Russian and English names are understood: `clustering`, «кластеризация», `int8`, `ONNX`.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look at the method of every manifest row."""
    known = [family.value for family in Family if family is not Family.UNKNOWN]
    for row in case.manifest.rows if case.manifest else ():
        if case.manifest and row.method.family is Family.UNKNOWN:
            place = Place(path=case.manifest.path, line=row.line)
            yield Problem.of(ENTRY, place, {"method": row.method_text, "known": listed(row.method_text, known)})

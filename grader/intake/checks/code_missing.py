"""A row of the manifest that compresses a model, but whose code is not named or not there.

A row that says why its method does not apply needs none, unless the table has numbers for it all the same.

False alarms: none; a file that is too large is there, and said to be too large.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.table import Family
from grader.core.words import Entry, Severity, Words
from grader.intake.case import MANIFEST, Case

_WHY = Words(
    ru="Для исходной модели код есть у курса. Для любого другого метода бот запускает ваш адаптер — файл на Python с функциями "
    "`compress`, `load` и `predict`; он лежит рядом с манифестом.",
    en="The original model runs on the course's own code. For every other method the bot runs your adapter, a Python file with the functions "
    "`compress`, `load` and `predict`; it lies beside the manifest.",
)
ENTRY = Entry(
    code="code-missing",
    severity=Severity.ERROR,
    message=Words(
        ru="У строки с методом {method} не указан код. Добавьте `code:` с именем файла адаптера.",
        en="The row with the method {method} names no code. Add `code:` with the name of the adapter's file.",
    ),
    why=_WHY,
)
NOT_FOUND = Entry(
    code="code-not-found",
    severity=Severity.ERROR,
    message=Words(
        ru="Файла {path} в pull request нет. Добавьте его в коммит или исправьте имя в `code:`.",
        en="The file {path} is not in the pull request. Commit it, or correct the name in `code:`.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, NOT_FOUND)


def check(case: Case) -> Iterator[Problem]:
    """Look for the adapter of every row, in the whole head and not only among the changes."""
    claimed = {row.manifest for row in case.submitted if row.claims}
    for index, row in enumerate(case.manifest.rows if case.manifest else ()):
        place = Place(path=f"{case.directory}/{MANIFEST}", line=row.line)
        path = f"{case.directory}/{row.code}"
        if row.excused and index not in claimed:
            continue
        if row.code is None and row.method.family is not Family.ORIGINAL:
            yield Problem.of(ENTRY, place, {"method": row.method_text})
        elif row.code is not None and path not in case.files:
            yield Problem.of(NOT_FOUND, place, {"path": path})

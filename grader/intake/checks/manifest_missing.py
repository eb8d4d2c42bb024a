"""There is no manifest where it belongs; everything that the table alone tells still holds.

False alarms: none. A file of a similar name elsewhere in the pull request is taken for a misplaced manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.problem import Fix, Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import MANIFEST, Case
from grader.intake.draft import draft_manifest

_ALIKE = re.compile(r"(?:.*/)?(?:submission|manifest|submision|submit)\.ya?ml", re.IGNORECASE)

_WHY = Words(
    ru="В манифесте сказано, какой код стоит за каждой строкой таблицы: модель, метод, файл с `compress`, `load` и `predict`. "
    "Без него бот прочитает таблицу, но не сможет запустить код, и все числа останутся непроверенными.",
    en="The manifest says which code stands behind each row of the table: the model, the method, the file with `compress`, `load` and "
    "`predict`. Without it the bot reads the table but cannot run the code, and every number stays unchecked.",
)
ENTRY = Entry(
    code="manifest-missing",
    severity=Severity.WARNING,
    message=Words(
        ru="Нет манифеста {path}, поэтому проверить числа запуском нельзя. Добавьте его: что в нём писать, сказано в руководстве для студентов.",
        en="There is no manifest {path}, so no number can be checked by running the code. Add it: the students' guide says what goes into it.",
    ),
    why=_WHY,
)
MISPLACED = Entry(
    code="manifest-misplaced",
    severity=Severity.WARNING,
    message=Words(
        ru="Манифест лежит в {found}, а бот ищет его в {path}. Переместите файл командой `git mv`.",
        en="The manifest is at {found}, but the bot looks for it at {path}. Move the file with `git mv`.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, MISPLACED)


def check(case: Case) -> Iterator[Problem]:
    """Look for the manifest, and for a file that may have been meant as one."""
    if case.directory is None or case.manifest or case.manifest_error or case.course.lesson(case.title.homework or 0) is None:
        return  # where it belongs is unknown, or it is there
    path = f"{case.directory}/{MANIFEST}"
    found = [change.path for change in case.changes if change.status != "D" and change.path and _ALIKE.fullmatch(change.path)]
    if len(found) == 1 and found[0] != path:
        facts = {"found": found[0], "path": path}
        yield Problem.of(MISPLACED, Place(path=found[0]), facts)
    else:
        beside = {file.removeprefix(f"{case.directory}/") for file in case.files}
        draft = draft_manifest(case.title.team or "", case.title.homework or 0, case.rows, case.course, beside)
        yield Problem.of(ENTRY, Place(path=path), {"path": path}, fix=Fix(text=draft) if draft else None)

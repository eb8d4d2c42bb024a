"""A name is used that nothing defines: the code stops there with a NameError.

False alarms: names that IPython brings, that a star import, `%run`, `exec` or a cell that does not parse may bring, and names
in string annotations are left alone; a name that only a later cell defines is `used-before-definition`.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.names import listed
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="undefined-name",
    severity=Severity.WARNING,
    message=Words(
        ru="Здесь ещё не определено: {names}. Код остановится с NameError; добавьте импорт или определение выше.",
        en="Not defined at this point: {names}. The code stops with a NameError; add the import or the definition above.",
    ),
    why=Words(
        ru="В вашем сеансе имя могло остаться от ячейки, которую вы потом удалили или исправили. У всех остальных код на этой строке падает, и числа ниже неё не повторить. Проверяется просто: «Restart and run all».",
        en="In your session the name may be left over from a cell that you deleted or changed. For everybody else, the code fails on this line, and the numbers below it cannot be repeated. “Restart and run all” shows it.",
    ),
    wrong="model.to(device)\nlatency = np.median(times)  # numpy was imported in a deleted cell",
    right="import numpy as np\n\nlatency = np.median(times)",
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every source."""
    for sheet in project.sheets:
        missing = [found for found in sheet.undefined if not found.later]
        names = listed(found.name for found in missing)
        yield from (sheet.problem(ENTRY, found.line, {"names": names}) for found in missing)

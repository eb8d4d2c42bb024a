"""A name is used above the line that gives it its value: run from top to bottom, the code stops there.

False alarms: functions may name what is defined below them, since they run later; only the code outside of functions counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.names import listed
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="used-before-definition",
    severity=Severity.WARNING,
    message=Words(
        ru="Используется выше, чем определено: {names}. При запуске сверху вниз код здесь остановится; переставьте ячейки или строки.",
        en="Used above the place that defines it: {names}. Run from top to bottom, the code stops here; move the cells or lines.",
    ),
    why=Words(
        ru="В вашем сеансе ячейки выполнялись в другом порядке. Тот, кто откроет ноутбук и запустит всё подряд, получит NameError, и ваши числа останутся непроверенными.",
        en="In your session the cells ran in a different order. Whoever opens the notebook and runs everything gets a NameError, and your numbers stay unchecked.",
    ),
    wrong='print(evaluate(model, test))\ntest = load_dataset("beans", split="test")',
    right='test = load_dataset("beans", split="test")\nprint(evaluate(model, test))',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every source."""
    for sheet in project.sheets:
        early = [found for found in sheet.undefined if found.later]
        names = listed(found.name for found in early)
        yield from (sheet.problem(ENTRY, found.line, {"names": names}) for found in early)

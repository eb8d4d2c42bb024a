"""The numbers of the cells tell that the notebook did not run from top to bottom.

False alarms: it is a fact about the file, and a note; gaps in the numbers, cells without output that never ran, and notebooks
whose numbers were all cleared are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.project import Project
from grader.intake.lint.source import Cell, Source

ENTRY = Entry(
    code="executed-out-of-order",
    severity=Severity.NOTE,
    message=Words(
        ru="Судя по номерам запуска, ноутбук выполняли не сверху вниз: порядок сбивается на ячейке {cell}. Выполните «Restart and run all» и сохраните ноутбук.",
        en="Judging by its execution counts, the notebook was not run from top to bottom: the order breaks at cell {cell}. Choose “Restart and run all” and save the notebook.",
    ),
    why=Words(
        ru="Если ячейки запускали вразнобой, сохранённый вывод мог получиться со старыми значениями переменных, и по коду этого не видно. Один чистый прогон сверху вниз снимает все вопросы.",
        en="If cells were run in no particular order, a saved output may come from old values of variables, and the code does not show it. One clean run from top to bottom settles the matter.",
    ),
    wrong="# In [12]:\nmodel = half(model)\n# In [7]:\nprint(latency(model))",
    right="# In [1]:\nmodel = half(model)\n# In [2]:\nprint(latency(model))",
)


def check(project: Project) -> Iterator[Problem]:
    """Look at the execution counts of each notebook; one problem for each."""
    for sheet in project.sheets:
        if cell := _first(sheet.source):
            yield sheet.problem(ENTRY, cell.first, {"cell": cell.number})


def _first(source: Source) -> Cell | None:
    counted = [cell for cell in source.cells if cell.count is not None]
    if not counted:
        return None
    backwards = [after for before, after in pairwise(counted) if (after.count or 0) < (before.count or 0)]
    never = [cell for cell in source.cells if cell.count is None and cell.has_output]
    return min((*backwards, *never), key=lambda cell: cell.number, default=None)

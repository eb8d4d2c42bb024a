"""A notebook is handed in with the traceback of a cell that failed.

False alarms: it is what the file says. A cell that was stopped by hand is a note like the others: its numbers are not complete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.project import Project
from grader.intake.lint.source import Output, OutputKind

ENTRY = Entry(
    code="saved-error",
    severity=Severity.NOTE,
    message=Words(
        ru="Эта ячейка завершилась ошибкой {error}, и вывод с ней сохранён в ноутбуке. Исправьте её и выполните ноутбук сверху вниз.",
        en="This cell failed with {error}, and the notebook was saved with it. Fix the cell and run the notebook from top to bottom.",
    ),
    why=Words(
        ru="После ошибки в переменных остаются значения от прошлых запусков, и числа ниже могут относиться к другой модели. Если способ сжатия не заработал, так и напишите в таблице: отрицательный результат — тоже результат.",
        en="After an error, variables keep the values of earlier runs, and the numbers below may belong to another model. If a method did not work, say so in the table: a negative result is a result too.",
    ),
    wrong='ort_model = ORTModelForTokenClassification.from_pretrained("onnx")  # FileNotFoundError in the saved output',
    right='exported = ORTModelForTokenClassification.from_pretrained(name, export=True)\nexported.save_pretrained("onnx")\nort_model = ORTModelForTokenClassification.from_pretrained("onnx")',
)
_NAME = re.compile(r"^((?:\w+\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Warning|Stop\w*))\b", re.MULTILINE)


def check(project: Project) -> Iterator[Problem]:
    """Look at the last output of each cell."""
    for sheet in project.sheets:
        first = {cell.number: cell.first for cell in sheet.source.cells}
        failed = {output.cell: output for output in sheet.source.outputs if output.kind is OutputKind.ERROR}
        named = {at.number for found in sheet.undefined if (at := sheet.source.cell_at(found.line))}
        for cell, output in failed.items():
            if cell in named and _error(output) == "NameError":
                continue  # the missing name has a remark of its own
            yield sheet.problem(ENTRY, first[cell], {"error": _error(output)})


def _error(output: Output) -> str:
    names = _NAME.findall(output.text)
    return names[-1][:60] if names else "Error"

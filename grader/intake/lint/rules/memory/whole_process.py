"""The resident set of the whole process reported as the model's memory: interpreter, libraries and data are in it.

False alarms: a reading that ends up in a subtraction, through names, lists, dictionaries and functions also of other files, is
a difference and is left alone; readings in a comparison are guards.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.flow import sinks
from grader.intake.lint.memory import OWN_PROCESS, compared_by_hand, resident
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="rss-whole-process",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="`rss` — это память всего процесса: Python, библиотеки, данные и только потом модель. Вычтите значение, снятое до загрузки модели, и измеряйте каждую модель в отдельном процессе.",
        en="`rss` is the memory of the whole process: Python, libraries, data, and only then the model. Subtract the value from before the model was loaded, and measure each model in a process of its own.",
    ),
    why=Words(
        ru="Один только импорт torch и transformers занимает сотни мегабайт, и они одинаковы для всех строк таблицы. На этом фоне сжатие почти не видно: вместо «вчетверо меньше» получается «меньше на десятую часть».",
        en="Importing torch and transformers alone takes hundreds of megabytes, the same in every row of the table. Against that, compression hardly shows: what is four times smaller looks only a tenth smaller.",
    ),
    wrong="ram_mb = psutil.Process().memory_info().rss / 1e6",
    right=OWN_PROCESS,
)


def check(project: Project) -> Iterator[Problem]:
    """Follow every reading of the process's memory to where it ends."""
    if not project.concerns(Metric.RAM_MB):
        return
    for sheet in project.sheets:
        others = [other.code for other in project.sheets if other is not sheet]
        for node in resident(sheet.code):
            if _is_result(sheet.code, node, others) and not compared_by_hand(sheet.code, node):
                yield sheet.problem(ENTRY, node)


def _is_result(code: Code, node: ast.AST, others: list[Code]) -> bool:
    """Whether a reading is shown or kept, and never part of a difference or only a guard."""
    found = tuple(sink for sink in sinks(code, node) if not _unused(sink))
    for sink in found:
        if isinstance(sink, ast.Return):
            function = code.scope_of(sink)
            name = function.name if isinstance(function, ast.FunctionDef) else ""
            calls = [(other, call) for other in others for call in other.calls if name and call.method == name]
            ends = [end for other, call in calls for end in sinks(other, call.node)]
            if not ends or any(isinstance(end, ast.BinOp | ast.AugAssign) for end in ends):
                return False
    return bool(found) and not any(isinstance(sink, ast.BinOp | ast.AugAssign | ast.Compare) for sink in found)


def _unused(sink: ast.AST) -> bool:
    """Whether a value ends in a name that nobody reads."""
    return isinstance(sink, ast.Assign) and all(isinstance(target, ast.Name) for target in sink.targets)

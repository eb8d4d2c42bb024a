"""RAM of the whole machine: the browser, the notebook server and every other program are in it.

False alarms: only what is used or free is a result; the machine's total, and conditions that guard against running out, are
left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.flow import sinks
from grader.intake.lint.memory import OWN_PROCESS
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="ram-machine-wide",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="`psutil.virtual_memory()` — это память всего компьютера, а не вашей модели. Возьмите пик `rss` своего процесса, вычтите значение до загрузки модели и запускайте каждую модель в отдельном процессе.",
        en="`psutil.virtual_memory()` is the memory of the whole machine, not of your model. Take the peak `rss` of your own process, subtract the value from before the model was loaded, and run each model in a process of its own.",
    ),
    why=Words(
        ru="В это число входят система, браузер и все остальные программы; оно меняется без участия модели и на другой машине будет другим.",
        en="This number includes the system, the browser and every other program; it changes without the model and differs from machine to machine.",
    ),
    wrong="ram_mb = psutil.virtual_memory().used / 1e6",
    right=OWN_PROCESS,
)
_TAKEN = frozenset({"used", "available", "free", "percent", "active"})


def check(project: Project) -> Iterator[Problem]:
    """Look at every reading of the machine's memory."""
    if project.concerns(Metric.RAM_MB):
        for sheet in project.sheets:
            yield from (sheet.problem(ENTRY, call.node) for call in sheet.code.called("psutil.virtual_memory") if _taken(sheet.code, call))


def _taken(code: Code, call: Call) -> bool:
    """Whether the used memory is taken from a reading, and not only compared."""
    above = code.parents.get(call.node)
    if isinstance(above, ast.Attribute):
        parts: list[ast.expr] = [above]
    elif isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name):
        name = above.targets[0].id
        loads = (code.parents.get(load) for load in code.loads.get(name, ()))
        parts = [load for load in loads if isinstance(load, ast.Attribute)]
    else:
        parts = []
    taken = [part for part in parts if isinstance(part, ast.Attribute) and part.attr in _TAKEN]
    return any(not isinstance(sink, ast.Compare) for part in taken for sink in sinks(code, part))

"""RAM as the difference of two readings of one process: better than the whole, yet mostly what the allocator did.

False alarms: code that starts processes of its own, or watches the peak in a thread, is left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.memory import compared_by_hand, in_child, resident, subtracted
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="ram-difference-in-process",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Разность двух значений `rss` в одном процессе неустойчива: освобождённая память остаётся у процесса и достаётся следующей модели. Надёжнее замерить пик в отдельном процессе для каждой модели.",
        en="The difference of two `rss` values in one process is unsteady: freed memory stays with the process and goes to the next model. The peak in a process of its own for each model is steadier.",
    ),
    why=Words(
        ru="Распределитель памяти не отдаёт страницы системе сразу, а веса из safetensors подгружаются лениво. Поэтому вторая модель в том же процессе может показать прирост в ноль или даже отрицательный.",
        en="The allocator does not give pages back at once, and weights from safetensors are loaded lazily. A second model in the same process may therefore show no growth at all, or less than none.",
    ),
    wrong="before = process.memory_info().rss\nmodel(x)\nram_mb = (process.memory_info().rss - before) / 1024**2",
    right='import resource, subprocess, sys\nsubprocess.run([sys.executable, "run_model.py", "int8"], check=True)\nram_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every subtraction of readings of the process's memory."""
    if not project.concerns(Metric.RAM_MB):
        return
    for sheet in project.sheets:
        if in_child(sheet.code) or sheet.code.imports("threading", "memory_profiler"):
            continue
        counted: dict[ast.AST, int] = {}
        for node in resident(sheet.code):
            found = subtracted(sheet.code, node) or ((node,) if compared_by_hand(sheet.code, node) else ())
            for difference in dict.fromkeys(found):
                counted[difference] = counted.get(difference, 0) + 1
        yield from (sheet.problem(ENTRY, difference) for difference in counted)

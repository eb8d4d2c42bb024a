"""RAM as the difference of two readings of one process: better than the whole, yet mostly what the allocator did.

False alarms: code that starts processes of its own or is started as one, scripts that load one model, and a peak watched in a
thread are left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.memory import OWN_PROCESS, compared_by_hand, in_child, resident, single_model, started, subtracted
from grader.intake.lint.project import Project, Sheet

ENTRY = Entry(
    code="ram-difference-in-process",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Разность двух значений `rss` в одном процессе неустойчива: освобождённая память остаётся у процесса и достаётся следующей модели. Надёжнее измерить пик, запустив каждую модель в отдельном процессе.",
        en="The difference of two `rss` values in one process is unreliable: freed memory stays with the process and goes to the next model. Measure the peak, with each model in a process of its own.",
    ),
    why=Words(
        ru="Распределитель памяти не отдаёт страницы системе сразу, а веса из safetensors подгружаются лениво. Поэтому вторая модель в том же процессе может показать нулевой или даже отрицательный прирост.",
        en="The allocator does not give pages back at once, and weights from safetensors are loaded lazily. A second model in the same process may therefore show no growth at all, or even a negative one.",
    ),
    wrong="before = process.memory_info().rss\nmodel(x)\nram_mb = (process.memory_info().rss - before) / 1e6",
    right=OWN_PROCESS,
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every subtraction of readings of the process's memory."""
    if not project.concerns(Metric.RAM_MB):
        return
    for sheet in project.sheets:
        if _alone(sheet, project) or sheet.code.imports("threading", "memory_profiler"):
            continue
        counted: dict[ast.AST, int] = {}
        for node in resident(sheet.code):
            found = subtracted(sheet.code, node) or ((node,) if compared_by_hand(sheet.code, node) else ())
            for difference in dict.fromkeys(found):
                counted[difference] = counted.get(difference, 0) + 1
        yield from (sheet.problem(ENTRY, difference) for difference in counted)


def _alone(sheet: Sheet, project: Project) -> bool:
    """Whether a model may be alone in its process: one is started here or for this script, or the script loads one model only."""
    if in_child(sheet.code) or (sheet.source.path.endswith(".py") and single_model(sheet.code)):
        return True
    others = [other for other in project.sheets if other is not sheet]
    texts = [text for other in others for _, text in other.code.strings] + [magic.text for other in others for magic in other.source.magics]
    return started(sheet.source.path, texts)

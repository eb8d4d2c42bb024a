"""One call is timed, so chance decides: what else the machine did at that moment is part of the number.

False alarms: a loop inside or around the region, in a function that is called there or in the callers of the function that
times (two levels), and calls that take many inputs at once (a data set, a list of texts) are left alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.asked import Measured, called_in_loop
from grader.intake.lint.code import Code
from grader.intake.lint.flow import Reached
from grader.intake.lint.project import Project
from grader.intake.lint.runtimes import subject

ENTRY = Entry(
    code="timed-once",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Здесь замерен один-единственный вызов модели. Повторите его хотя бы 50 раз и запишите в таблицу медиану.",
        en="A single call of the model is timed here. Repeat it at least 50 times and put the median into the table.",
    ),
    why=Words(
        ru="Одиночный замер случаен: планировщик, частота процессора и первый вызов меняют его в разы, поэтому разница между моделями, измеренными по одному разу, ничего не доказывает. Медиана многих повторов устойчива, а разброс показывает, чему можно верить.",
        en="A single timing is a matter of chance: the scheduler, the processor's frequency and a slow first call can change it several times over, so a difference between two models timed once proves nothing. The median of many repeats is steady, and the spread shows what can be believed.",
    ),
    wrong="start = time.perf_counter()\nmodel(x)\nlatency = time.perf_counter() - start",
    right="times = []\nfor _ in range(50):\n    start = time.perf_counter()\n    model(x)\n    times.append(time.perf_counter() - start)\nlatency = statistics.median(times)",
)
_MANY = re.compile(
    r"(?:^|_)(?:data|dataset|datasets|ds|loader|dataloader|generator|texts|sentences|documents|docs|files|paths|prompts|audios|images"
    r"|samples|examples|folder|dir|source|train|val|valid|test|eval|corpus)(?:$|_)"
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every region that times a model."""
    if not project.concerns(Metric.CPU_MS, Metric.GPU_MS, Metric.LATENCY_MS):
        return
    for sheet in project.sheets:
        others = [other.code for other in project.sheets if other is not sheet]
        for region in sheet.measured:
            if _once(sheet.code, region) and not any(called_in_loop(other, region.timing.scope) for other in others):
                yield sheet.problem(ENTRY, region.timing.start.node)


def _once(code: Code, region: Measured) -> bool:
    timing = region.timing
    if timing.inside or (timing.around and not _over_models(code, region)):
        return False
    if any(run.looped or run.call.loop or _many(code, run) for run in region.asked if run.call.scope is not timing.scope):
        return False
    direct = [run for run in region.asked if run.call.scope is timing.scope]
    return not any(_many(code, run) for run in direct) and not called_in_loop(code, timing.scope)


def _over_models(code: Code, region: Measured) -> bool:
    """Whether the loop around the region goes over models, so that each of them is still timed once."""
    loop = code.loop_of(region.timing.start.node)
    if not isinstance(loop, ast.For) or code.loop_of(loop):
        return False
    targets = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
    return all(code.name_of(subject(run.call)).partition(".")[0] in targets for run in region.asked)


def _many(code: Code, run: Reached) -> bool:
    """Whether a call is given many inputs at once by the look of it."""
    given = [*run.call.node.args, *(keyword.value for keyword in run.call.node.keywords)]
    named = any(
        _MANY.search(code.name_of(value).rpartition(".")[2].lower()) for value in given if isinstance(value, ast.Name | ast.Attribute)
    )
    return named or any(keyword.arg == "batch_size" for keyword in run.call.node.keywords)

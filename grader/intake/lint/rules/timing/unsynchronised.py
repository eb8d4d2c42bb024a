"""A GPU timed without waiting for it: the clock stops when the work has been handed over, not when it is done.

False alarms: objects that wait by themselves (generation, pipelines, ONNX Runtime), regions whose result is fetched before
the clock stops, models that stay on the CPU in a file that also uses a GPU, and functions or names that say `cpu` are left
out; a synchronisation counts wherever it stands behind the call, in an `if` or in a helper.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.asked import Measured
from grader.intake.lint.code import Code
from grader.intake.lint.devices import in_cpu_branch, stays_on_cpu
from grader.intake.lint.flow import Reached
from grader.intake.lint.magics import clocked
from grader.intake.lint.models import is_synchronous, uses_cuda, waits
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.runtimes import fetches

ENTRY = Entry(
    code="gpu-time-unsynchronised",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Время на GPU измерено без `torch.cuda.synchronize()`: измерена постановка ядер в очередь, а не их работа. Вызывайте эту функцию перед каждым чтением таймера: и до, и после модели.",
        en="GPU time is taken without `torch.cuda.synchronize()`: this times the launching of kernels, not their work. Synchronise before both readings of the clock.",
    ),
    why=Words(
        ru="Вызов модели на GPU только ставит ядра в очередь и сразу возвращается. Без ожидания таймер показывает миллисекунды там, где модель работает десятки миллисекунд, а сжатая модель кажется такой же быстрой, как исходная.",
        en="A call on the GPU only queues kernels and returns at once. Without waiting, the clock shows milliseconds where the model works for tens of them, and a compressed model seems as fast as the original.",
    ),
    wrong="for _ in range(50):\n    start = time.perf_counter()\n    model(x)\n    times.append(time.perf_counter() - start)\nms = statistics.median(times) * 1000",
    right="for _ in range(50):\n    torch.cuda.synchronize()\n    start = time.perf_counter()\n    model(x)\n    torch.cuda.synchronize()\n    times.append(time.perf_counter() - start)\nms = statistics.median(times) * 1000",
)
_CPU = re.compile(r"^cpu$|device\W+(?:type=)?\W*cpu\b", re.MULTILINE | re.IGNORECASE)
_GPU = re.compile(r"cuda|gpu|nvidia|tesla", re.IGNORECASE)
_LOOKED_AT = 20_000


def check(project: Project) -> Iterator[Problem]:
    """Look at every timed region of code that uses a GPU."""
    if not project.concerns(Metric.GPU_MS, Metric.LATENCY_MS):
        return
    for sheet in project.sheets:
        if uses_cuda(sheet.code) and not _told_cpu(sheet):
            yield from (_problem(sheet, region) for region in sheet.measured if _faulty(sheet.code, region))
            for timer in clocked(sheet.source, sheet.code):
                if timer.repeats and not _waited(sheet.code, timer.runs, timer.asked) and not stays_on_cpu(sheet.code, timer.asked):
                    yield sheet.problem(ENTRY, timer.line)


def _told_cpu(sheet: Sheet) -> bool:
    """Whether the saved outputs name the CPU as the device and no GPU anywhere."""
    texts = [output.text[:_LOOKED_AT] for output in sheet.source.outputs]
    return any(_CPU.search(text) for text in texts) and not any(_GPU.search(text) for text in texts)


def _problem(sheet: Sheet, region: Measured) -> Problem:
    moved = any(call.method == "cuda" for call in sheet.code.calls)
    return sheet.problem(ENTRY, region.timing.stop.node, confidence=Confidence.SURE if moved else None)


def _faulty(code: Code, region: Measured) -> bool:
    return not (
        region.timing.events
        or _waited(code, region.runs, region.asked)
        or _for_cpu(code, region)
        or _by_condition(code, region)
        or stays_on_cpu(code, region.asked, region.timing)
    )


def _waited(code: Code, runs: Sequence[Reached], asked: Sequence[Reached]) -> bool:
    """Whether every model that is asked waits by itself, or something waits for it before the clock stops."""
    queued = [run.call for run in asked if not is_synchronous(code, run.call) and not fetches(code, run.call)]
    if not queued:
        return True
    first = queued[0]
    return any(
        waits(run.call) and (run.call.scope is not first.scope or run.call.end > first.end or run.call.method == "synchronize")
        for run in runs
        if run.call.scope is first.scope or not isinstance(run.call.scope, ast.Lambda)  # another lambda runs instead, not besides
    )


def _by_condition(code: Code, region: Measured) -> bool:
    """Whether the region, or every call of its function, stands in a branch for the CPU."""
    callers = tuple(code.callers(region.timing.scope))
    return in_cpu_branch(code, region.timing.stop.node) or (bool(callers) and all(in_cpu_branch(code, call.node) for call in callers))


def _for_cpu(code: Code, region: Measured) -> bool:
    """Whether a name says that this is the time on the CPU: the function's, or the one that the time gets."""
    names = [region.timing.scope.name] if isinstance(region.timing.scope, ast.FunctionDef) else []
    node: ast.AST | None = region.timing.difference
    while node and not isinstance(node, ast.stmt):
        node = code.parents.get(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names.append(code.name_of(node.func.value))  # cpu_times.append(…)
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign | ast.AugAssign) else []
    names += [code.name_of(target) for target in targets]
    said = " ".join(names).lower()
    return "cpu" in said and "gpu" not in said and "cuda" not in said

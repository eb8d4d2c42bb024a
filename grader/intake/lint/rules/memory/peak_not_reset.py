"""The peak of VRAM for several models, never reset: each model inherits the largest peak before it.

False alarms: one model, models on the CPU, and code that starts a process for each model are left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.flow import reached
from grader.intake.lint.memory import PEAK, counters, in_child
from grader.intake.lint.models import is_inference, looks_like_model
from grader.intake.lint.project import Project
from grader.intake.lint.syntax import words

ENTRY = Entry(
    code="vram-peak-not-reset",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Пик VRAM снимается для нескольких моделей, но нигде не сбрасывается: каждая следующая получает пик предыдущих. Вызовите `torch.cuda.reset_peak_memory_stats()` перед каждой моделью.",
        en="Peak VRAM is read for several models and never reset: each one inherits the peak of those before it. Call `torch.cuda.reset_peak_memory_stats()` before each model.",
    ),
    why=Words(
        ru="Счётчик пика помнит максимум с начала процесса; `empty_cache()` его не сбрасывает. Если первой шла большая модель, сжатая получит её число.",
        en="The counter remembers the maximum since the process began; `empty_cache()` does not reset it. If the large model came first, the compressed one gets its number.",
    ),
    wrong="for model in (original, fp16):\n    model.cuda()\n    model(x)\n    print(torch.cuda.max_memory_allocated() / 1e6)\n    model.cpu()",
    right="for model in (original, fp16):\n    model.cuda()\n    torch.cuda.reset_peak_memory_stats()\n    model(x)\n    print(torch.cuda.max_memory_allocated() / 1e6)\n    model.cpu()",
)
_RESETS = ("reset_peak_memory_stats", "reset_max_memory_allocated", "reset_accumulated_memory_stats", "reset_max_memory_cached")


def check(project: Project) -> Iterator[Problem]:
    """Look at files that read the peak and never reset it."""
    if not project.concerns(Metric.VRAM_MB):
        return
    for sheet in project.sheets:
        code = sheet.code
        readings = counters(code, PEAK - {"torch.cuda.memory_stats"})
        if not readings or in_child(code) or any(reset in code.names for reset in _RESETS):
            continue
        if many := next((call for call in readings if _for_several(code, call)), None):
            yield sheet.problem(ENTRY, many.node)
        elif _between(code, readings):
            yield sheet.problem(ENTRY, readings[-1].node)


def _for_several(code: Code, reading: Call) -> bool:
    """Whether a reading is made for several models: its function gets different ones, or a loop goes over them."""
    loop = code.loop_of(reading.node)
    if isinstance(loop, ast.For):
        targets = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
        return any(name.partition(".")[0] in targets for call in code.calls_below(loop) for name in _asked(code, call))
    given: set[object] = set()
    for call in (*code.callers(reading.scope), *_makings(code, reading)):
        around = code.loop_of(call.node)
        names = {node.id for node in ast.walk(around.target) if isinstance(node, ast.Name)} if isinstance(around, ast.For) else set()
        if call.node.args and code.name_of(call.node.args[0]) in names and not _says_cpu(code, call):
            return True
        for value in call.node.args:
            if isinstance(value, ast.Name) and looks_like_model(code, value) and not _says_cpu(code, call):
                given.add(code.assigned(value) or value.id)
    return len(given) > 1


def _makings(code: Code, reading: Call) -> tuple[Call, ...]:
    """Return the calls that make the objects in whose method a reading stands: they are given the models."""
    owner = code.parents.get(reading.scope)
    return code.called(f".{owner.name}") if isinstance(owner, ast.ClassDef) else ()


def _says_cpu(code: Code, call: Call) -> bool:
    values = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    return any(code.constant(value) == "cpu" for value in values) or "cpu" in words(call.node)


def _between(code: Code, readings: tuple[Call, ...]) -> bool:
    """Whether the module's own code reads the peak again after it asked another model."""
    plain = [call for call in readings if isinstance(call.scope, ast.Module)]
    if len(plain) < 2:
        return False
    own = code.calls_of(code.tree)
    first = {name for call in own if call.at < plain[0].at for name in _asked(code, call)}
    then = {name for call in own if plain[0].at < call.at < plain[-1].at for name in _asked(code, call)}
    return bool(first) and bool(then - first)


def _asked(code: Code, call: Call) -> Iterator[str]:
    """Yield the names of the models that a call asks, itself or in the function that it hands them to."""
    if is_inference(code, call):
        yield code.name_of(call.node.func)
    elif any(is_inference(code, run.call) for run in reached(code, (call,))):
        handed = [value for value in call.node.args if isinstance(value, ast.Name) and looks_like_model(code, value)]
        yield from (value.id for value in handed if not _says_cpu(code, call))

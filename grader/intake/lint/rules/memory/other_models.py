"""Memory read while an earlier model is still alive: its weights are in the number of the next one.

False alarms: differences, deleted or overwritten names, models that were moved back to the CPU (for VRAM), and code that
starts processes are left alone; only models that are loaded side by side in one scope are looked at.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Assignment, Call
from grader.intake.lint.code import Code
from grader.intake.lint.devices import moves
from grader.intake.lint.flow import reached
from grader.intake.lint.memory import COUNTERS, counters, in_child, subtracted
from grader.intake.lint.models import is_loader
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="memory-includes-other-models",
    severity=Severity.NOTE,
    confidence=Confidence.POSSIBLE,
    message=Words(
        ru="В момент замера модель {first} ещё в памяти, и её веса входят в число для {second}. Удалите её (`del`, `gc.collect()`, `torch.cuda.empty_cache()`) или измеряйте каждую модель в отдельном процессе.",
        en="When the memory is read, the model {first} is still loaded, and its weights are counted in the number for {second}. Delete it (`del`, `gc.collect()`, `torch.cuda.empty_cache()`), or measure each model in a process of its own.",
    ),
    why=Words(
        ru="Пока на модель указывает хоть одно имя, её память занята. Сжатой модели, измеренной рядом с исходной, засчитывается память обеих, и она кажется больше.",
        en="As long as any name points to a model, its memory stays in use. A compressed model measured beside the original is charged with the memory of both and looks larger.",
    ),
    wrong='original = AutoModel.from_pretrained("model").cuda()\ncompressed = AutoModel.from_pretrained("model-fp16").cuda()\ntorch.cuda.reset_peak_memory_stats()\ncompressed(x)\nvram_mb = torch.cuda.max_memory_allocated() / 1e6',
    right='del original\ngc.collect()\ntorch.cuda.empty_cache()\ncompressed = AutoModel.from_pretrained("model-fp16").cuda()\ntorch.cuda.reset_peak_memory_stats()\ncompressed(x)\nvram_mb = torch.cuda.max_memory_allocated() / 1e6',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at the models that are on the GPU when a counter is read."""
    if not project.concerns(Metric.VRAM_MB):
        return
    for sheet in project.sheets:
        code = sheet.code
        found = counters(code)
        if not found or in_child(code) or any(subtracted(code, call.node) for call in found):
            continue
        for scope in dict.fromkeys(call.scope for call in code.calls):
            readings = [call for call in code.calls_of(scope) if any(run.call.name in COUNTERS for run in reached(code, (call,)))]
            for reading in readings[-1:]:
                if pair := _pair(code, reading):
                    yield sheet.problem(ENTRY, reading.node, {"first": pair[0], "second": pair[1]})


def _pair(code: Code, reading: Call) -> tuple[str, str] | None:
    """Return two models that are both on the GPU at a reading, neither of them deleted or overwritten."""
    living = [loaded for loaded in _loaded(code, reading) if _alive(code, loaded, reading) and _on_gpu(code, loaded, reading)]
    names = list(dict.fromkeys(loaded.name for loaded in living))
    return (names[0], names[1]) if len(names) > 1 else None


def _loaded(code: Code, reading: Call) -> Iterator[Assignment]:
    """Yield the names that got a model of their own before a reading, in its scope."""
    for values in code.assignments.values():
        for value in values:
            if value.scope is reading.scope and value.at < reading.at and value.part is None and isinstance(value.value, ast.Call):
                made = code.origin(value.value)
                if is_loader(made) and made not in ("torch.compile", "torch.jit.script", "torch.jit.trace", "torch.load"):
                    yield value


def _alive(code: Code, loaded: Assignment, reading: Call) -> bool:
    later = (value for value in code.assignments.get(loaded.name, ()) if value.scope is loaded.scope)
    if any(loaded.at < value.at < reading.at for value in later):
        return False
    deleted = (node for node in code.nodes if isinstance(node, ast.Delete))
    return not any(code.name_of(target) == loaded.name and loaded.at < (node.lineno, 0) for node in deleted for target in node.targets)


def _on_gpu(code: Code, loaded: Assignment, reading: Call) -> bool:
    """Whether the code moved a model to a device that is not the CPU, and not back."""
    moved = sorted((at, device) for at, device in moves(code, loaded.name, loaded.scope) if loaded.at <= at < reading.at)
    return bool(moved) and moved[-1][1] != "cpu"

"""torch's counters of VRAM for a model that torch does not run: ONNX Runtime, TensorRT, OpenVINO, CTranslate2.

False alarms: only where every model of the function or cell that reads the counter, or one that callers hand to that function, is
certainly one of those; a script is looked at as a whole.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.flow import reached
from grader.intake.lint.memory import counters
from grader.intake.lint.models import is_inference, is_loader
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.runtimes import is_foreign, makers, subject

ENTRY = Entry(
    code="vram-torch-counter-elsewhere",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Счётчики `torch.cuda` не видят эту модель: она работает не через torch ({engine}). Возьмите память процесса на карте через pynvml.",
        en="The counters of `torch.cuda` do not see this model: torch does not run it ({engine}). Take the process's memory on the card from pynvml.",
    ),
    why=Words(
        ru="`torch.cuda.memory_allocated` и `max_memory_allocated` считают только то, что выделил сам torch. ONNX Runtime, TensorRT, OpenVINO и CTranslate2 выделяют память сами, и в таблицу попадает ноль или остаток прежней модели.",
        en="`torch.cuda.memory_allocated` and `max_memory_allocated` count only what torch allocated. ONNX Runtime, TensorRT, OpenVINO and CTranslate2 allocate memory themselves, so the table gets zero, or whatever an earlier model left.",
    ),
    wrong="session.run(None, feed)\nvram_mb = torch.cuda.max_memory_allocated() / 1e6",
    right="pynvml.nvmlInit()\nhandle = pynvml.nvmlDeviceGetHandleByIndex(0)\nsession.run(None, feed)\nown = [p for p in pynvml.nvmlDeviceGetComputeRunningProcesses(handle) if p.pid == os.getpid()]\nvram_mb = own[0].usedGpuMemory / 1e6",
)


def check(project: Project) -> Iterator[Problem]:
    """Look at what is asked around every reading of a counter."""
    if not project.concerns(Metric.VRAM_MB):
        return
    for sheet in project.sheets:
        for reading in counters(sheet.code):
            for place, calls in _around(sheet, reading):
                if engine := _engine(sheet, calls):
                    yield sheet.problem(ENTRY, place.node, {"engine": engine})


def _around(sheet: Sheet, reading: Call, depth: int = 2) -> Iterator[tuple[Call, tuple[Call, ...]]]:
    """Yield a reading with the calls that it stands for: of its function or cell; of its callers' where it asks nothing itself."""
    code = sheet.code
    if isinstance(reading.scope, ast.Module):
        cell = sheet.source.cell_at(reading.line)
        yield reading, code.calls_of(code.tree, *(((cell.first, -1), (cell.end, -1)) if cell else ()))
        return
    calls = tuple(code.calls_of(reading.scope))
    if any(is_inference(code, run.call) for run in reached(code, calls)):
        yield reading, calls
    elif depth:
        for caller in code.callers(reading.scope):
            yield from _around(sheet, caller, depth - 1)


def _engine(sheet: Sheet, calls: Iterable[Call]) -> str:
    """Return the call that made a model which torch does not run; empty where torch runs it or nobody can tell."""
    code = sheet.code
    calls = tuple(calls)
    asked = [run for run in reached(code, calls) if is_inference(code, run.call)]
    found = [makers(code, subject(run.call), by=run.by) for run in asked]
    made = [maker for each in found for maker in each]
    foreign = [maker.name for maker in made if is_foreign(code, maker)]
    if not foreign or not all(found):
        return _handed(code, calls)
    handed = any(isinstance(run.call.scope, ast.FunctionDef) and run.by is None for run in asked)
    return foreign[0] if handed or len(foreign) == len(made) else ""


def _handed(code: Code, calls: Iterable[Call]) -> str:
    """Return what made the models that these calls hand to functions, if all of them are none of torch's."""
    given = [value for call in calls if code.followed(call) for value in call.node.args if isinstance(value, ast.Name)]
    made = [maker for value in given for maker in makers(code, value) if is_loader(maker.name)]
    return made[0].name if made and all(is_foreign(code, maker) for maker in made) else ""

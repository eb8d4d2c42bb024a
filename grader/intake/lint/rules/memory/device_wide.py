"""VRAM of the whole card, with every other process and the CUDA context in it.

False alarms: only what is used is a result, so readings of the card's total and name, a bare `!nvidia-smi`, and files that
also ask for the memory of single processes are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.project import Project, Sheet

ENTRY = Entry(
    code="vram-device-wide",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Это память всей видеокарты: в неё входят контекст CUDA, кэш torch и чужие процессы. Для модели в torch возьмите `torch.cuda.max_memory_allocated()`, для остальных — память своего процесса через pynvml.",
        en="This is the memory of the whole card: it includes the CUDA context, torch's cache and other processes. For a torch model, take `torch.cuda.max_memory_allocated()`, for others the memory of your own process from pynvml.",
    ),
    why=Words(
        ru="Контекст CUDA занимает сотни мегабайт, а кэш torch не освобождается после удаления модели. На общем сервере сюда попадают и чужие задачи, поэтому число меняется само по себе.",
        en="The CUDA context takes hundreds of megabytes, and torch's cache is not given back when a model is deleted. On a shared server other people's jobs are in it too, so the number changes on its own.",
    ),
    wrong="vram_mb = GPUtil.getGPUs()[0].memoryUsed",
    right="torch.cuda.reset_peak_memory_stats()\nmodel(x)\nvram_mb = torch.cuda.max_memory_allocated() / 1e6",
)
_SHELL = re.compile(r"nvidia-smi\b.*memory\.used|--query-gpu=[\w.,]*memory\.used|memory\.used")
_PER_PROCESS = re.compile(r"RunningProcesses|compute-apps|query-compute-apps")


def check(project: Project) -> Iterator[Problem]:
    """Look for readings of the card in calls, in shell lines and in command lines inside strings."""
    if not project.concerns(Metric.VRAM_MB):
        return
    for sheet in project.sheets:
        if not any(_PER_PROCESS.search(line) for line in sheet.source.lines):
            lines = dict.fromkeys(sorted({call.line for call in sheet.code.calls if _reads(sheet, call.name)} | set(_commands(sheet))))
            yield from (sheet.problem(ENTRY, line) for line in lines)


def _reads(sheet: Sheet, name: str) -> bool:
    """Whether a call reads the card, and the file goes on to take the used memory from it."""
    last, names = name.rpartition(".")[2], sheet.code.names
    if last in ("getGPUs", "get_gpus"):
        return bool(names & {"memoryUsed", "memoryUtil", "memoryFree"})
    if last in ("nvmlDeviceGetMemoryInfo", "get_memory_info"):
        return bool(names & {"used", "free"})
    return name == "torch.cuda.mem_get_info"


def _commands(sheet: Sheet) -> Iterator[int]:
    yield from (magic.line for magic in sheet.source.magics if _SHELL.search(magic.text))
    yield from (line for line, text in sheet.code.strings if _SHELL.search(text))

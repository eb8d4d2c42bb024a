"""VRAM by `memory_allocated`: what is left when the call is over, without the activations that decide whether it fits.

False alarms: files that also ask for the peak or the reserved memory, or read VRAM in another way, are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.memory import counters, is_baseline, used_lines
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="vram-not-peak",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="`memory_allocated` показывает, сколько памяти занято в этот момент, а не сколько её понадобилось модели. Сбросьте счётчик и возьмите пик: `torch.cuda.max_memory_allocated()`.",
        en="`memory_allocated` shows how much is in use at this moment, not what the model needed. Reset the counter and take the peak: `torch.cuda.max_memory_allocated()`.",
    ),
    why=Words(
        ru="После вызова активации уже освобождены, и остаются только веса. Поместится ли модель на карту, решает пик во время работы, а он бывает в разы больше.",
        en="After the call the activations are freed and only the weights remain. Whether a model fits on the card is decided by the peak while it works, which can be several times higher.",
    ),
    wrong="model(x)\nvram_mb = torch.cuda.memory_allocated() / 1e6",
    right="torch.cuda.reset_peak_memory_stats()\nmodel(x)\nvram_mb = torch.cuda.max_memory_allocated() / 1e6",
)
_OTHER_WAYS = re.compile(
    r"max_memory|memory_reserved|memory_stats|memory_summary|nvmlDevice|getGPUs|nvidia-smi|mem_get_info", re.IGNORECASE
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every reading of the current memory."""
    if not project.concerns(Metric.VRAM_MB):
        return
    for sheet in project.sheets:
        readings = counters(sheet.code, frozenset({"torch.cuda.memory_allocated"}))
        if readings and not any(_OTHER_WAYS.search(line) for line in used_lines(sheet.source.lines)):
            yield from (sheet.problem(ENTRY, call.node) for call in readings if not is_baseline(sheet.code, call.node))

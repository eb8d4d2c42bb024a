"""The GPU was waited for on both sides of the timed region."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.asked import Measured
from grader.intake.lint.code import Code
from grader.intake.lint.models import uses_cuda
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="gpu-time-synchronised",
    severity=Severity.PRAISE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Время на GPU измерено с `torch.cuda.synchronize()` до и после: учтена сама работа, а не постановка в очередь.",
        en="GPU time is taken with `torch.cuda.synchronize()` on both sides: the work itself is timed, not the queueing.",
    ),
    why=Words(
        ru="Вызов на GPU возвращается сразу; только синхронизация показывает, сколько работала модель.",
        en="A call on the GPU returns at once; only synchronising shows how long the model worked.",
    ),
)
_NAME = "torch.cuda.synchronize"


def check(project: Project) -> Iterator[Problem]:
    """Look at every timed region of code that uses a GPU."""
    for sheet in project.sheets:
        if uses_cuda(sheet.code):
            yield from (sheet.problem(ENTRY, region.timing.start.node) for region in sheet.measured if _synchronised(sheet.code, region))


def _synchronised(code: Code, region: Measured) -> bool:
    timing = region.timing
    last = max((run.call.at for run in region.asked if run.call.scope is timing.scope), default=timing.start.at)
    waits = [call.at for call in code.calls_of(timing.scope) if call.name == _NAME]
    before = any(at < timing.start.at for at in waits)
    after = any(last < at < timing.stop.at for at in waits)
    return before and after

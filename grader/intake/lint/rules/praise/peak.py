"""The peak of the GPU's memory was reset before it was measured."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="peak-memory-reset",
    severity=Severity.PRAISE,
    message=Words(
        ru="Счётчик пика видеопамяти сброшен перед замером: в число попал только этот прогон.",
        en="The peak GPU memory counter is reset before measuring, so the number belongs to this run alone.",
    ),
    why=Words(
        ru="Без сброса пик остаётся от самого тяжёлого шага за весь сеанс, например от обучения или прошлой модели.",
        en="Without it the peak is that of the heaviest step of the whole session, such as training or an earlier model.",
    ),
)
_RESETS = frozenset({"reset_peak_memory_stats", "reset_max_memory_allocated"})
_PEAKS = frozenset({"max_memory_allocated", "max_memory_reserved"})


def check(project: Project) -> Iterator[Problem]:
    """Look for the reset above a reading of the peak in the same function."""
    for sheet in project.sheets:
        peaks = [call for call in sheet.code.calls if call.method in _PEAKS and call.name.startswith("torch.cuda")]
        for call in sheet.code.calls:
            if call.method in _RESETS and any(peak.scope is call.scope and call.at < peak.at for peak in peaks):
                yield sheet.problem(ENTRY, call.node)

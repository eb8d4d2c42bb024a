"""A pruned model that is clearly larger than the original.

False alarms: the two sizes may be of different things (weights and folder); a tenth is allowed for units.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.table import Family
from grader.core.words import Entry, Severity, Words
from grader.intake.digits import shown
from grader.intake.sight import Sight

ENTRY = Entry(
    code="pruned-larger",
    severity=Severity.WARNING,
    message=Words(
        ru="После прунинга модель выросла: {cell} против {original}. Похоже, остались маски: вызовите `prune.remove` и измерьте сохранённый файл.",
        en="The model grew by pruning: {cell} against {original}. The masks are probably still there: call `prune.remove` and measure the saved file.",
    ),
    why=Words(
        ru="`torch.nn.utils.prune` хранит рядом с каждым весом маску того же размера, пока не вызван `prune.remove`. После него модель весит столько же, "
        "сколько исходная: нули без разреженного или сжатого формата места не экономят. И это нормальный результат.",
        en="`torch.nn.utils.prune` keeps a mask of the same size beside every weight until `prune.remove` is called. After it the model weighs as much as "
        "the original: zeros save nothing without a sparse or compressed format. That is a fine result too.",
    ),
)


def check(sight: Sight) -> Iterator[Problem]:
    """Compare the size of each pruned row with all sizes of its original."""
    for row, size, largest in sight.grown(Family.PRUNING):
        yield Problem.of(ENTRY, sight.place(row, size), {"cell": shown(size), "original": shown(largest)})

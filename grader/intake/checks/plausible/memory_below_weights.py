"""Memory that is less than the weights.

False alarms: a difference of two readings of RSS, a file that is mapped lazily, RAM of a model that ran only on the GPU, or
layers kept elsewhere: all are possible, so this only asks how the memory was measured.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.digits import shown
from grader.intake.sight import MIXED_UNITS, Sight

ENTRY = Entry(
    code="memory-below-weights",
    severity=Severity.NOTE,
    message=Words(
        ru="Памяти ({memory}) меньше, чем занимают сами веса ({size}). Это разность двух замеров? Напишите, что именно измерено, или измерьте пик процесса.",
        en="The memory ({memory}) is less than the weights alone ({size}). Is it a difference of two readings? Please say what was measured, or measure the peak of the process.",
    ),
    why=Words(
        ru="Во время инференса веса лежат в памяти целиком, значит пик не меньше их размера. Меньше бывает у разности «до и после», если память уже была занята "
        "раньше, или у замера без весов. Надёжнее всего пик отдельного процесса, который загружает только эту модель.",
        en="During inference the weights are in memory, so the peak is not below their size. A difference `after minus before` can be, if the memory was taken "
        "before, and so can a reading without the weights. The peak of a process of its own, with nothing but this model, is the most reliable.",
    ),
)


def check(sight: Sight) -> Iterator[Problem]:
    """Compare the memory of each row with its size."""
    for row in sight.rows:
        if size := row.cells.get(Metric.SIZE_MB):
            memory = [row.cells[metric] for metric in (Metric.RAM_MB, Metric.VRAM_MB) if metric in row.cells]
            low = [reading for reading in memory if reading.value * MIXED_UNITS < size.value]
            if low:
                memories = ", ".join(f"{'RAM' if reading.metric is Metric.RAM_MB else 'VRAM'} {shown(reading)}" for reading in low)
                yield Problem.of(ENTRY, sight.place(row, low[0]), {"memory": memories, "size": shown(size)})

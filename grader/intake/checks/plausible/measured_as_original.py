"""Latency or RAM that equals the original's to every digit.

False alarms: two honest runs that agree by chance. Four digits within a few percent of each other agree in one pair of some
hundred, and fewer digits count only where two cells agree. VRAM is left out: the allocator of torch repeats itself exactly.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.table import Row
from grader.core.words import Entry, Facts, Severity, Words
from grader.intake.digits import same, shown, significant
from grader.intake.sight import NOISY, Sight

ENTRY = Entry(
    code="measured-as-original",
    severity=Severity.WARNING,
    message=Words(
        ru="До последней цифры как у исходной модели (строка {line}): {cells}. Сжатая модель измерялась отдельно? Если нет, поставьте прочерк.",
        en="The same as the original's to the last digit (line {line}): {cells}. Was the compressed model measured on its own? If not, write a dash.",
    ),
    why=Words(
        ru="Время и RAM шумят: даже та же модель при повторном запуске даёт другие последние цифры. Полное совпадение обычно значит, что число "
        "перенесено из строки исходной модели или измерена была она же. Если выигрыша нет, так и покажите своим измерением: отрицательный результат принимается.",
        en="Times and RAM are noisy: even the same model, run again, gives other last digits. Full agreement usually means that the number was carried "
        "over from the original's row, or that the original was measured twice. If nothing was gained, show that by a measurement: negative results are welcome.",
    ),
)


def check(sight: Sight) -> Iterator[Problem]:
    """Compare what is noisy in each row with its original."""
    for subject in sight.subjects:
        for original in subject.originals:
            equal = [subject.row.cells[metric] for metric in NOISY if _agree(subject.row, original, metric)]
            if len(equal) >= 2 or any(significant(reading) >= 4 for reading in equal):
                facts: Facts = {"cells": ", ".join(map(shown, equal)), "line": original.line}
                yield Problem.of(ENTRY, sight.place(subject.row, equal[0]), facts)
                break


def _agree(row: Row, original: Row, metric: Metric) -> bool:
    one, other = row.cells.get(metric), original.cells.get(metric)
    return one is not None and other is not None and significant(one) >= 3 and same(one, other)

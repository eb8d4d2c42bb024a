"""A size that is the original's times 1/4, 0.7, … to the last digit, as a formula gives it and a file does not.

False alarms: a size that honestly falls on such a ratio by chance. Both sizes must be printed so precisely that this happens in
less than one row of a hundred. Half precision is left out: there one half is what a file honestly has.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.table import Family, Method, Reading, Row
from grader.core.words import Entry, Facts, Severity, Words
from grader.intake.digits import shown, step
from grader.intake.sight import HALF, Sight

ENTRY = Entry(
    code="size-ratio-exact",
    severity=Severity.WARNING,
    message=Words(
        ru="Размер {cell} - это ровно {ratio} от размера исходной модели ({original}, строка {line}). Он вычислен? Сохраните модель и возьмите размер файла.",
        en="The size {cell} is exactly {ratio} of the original's ({original}, line {line}). Was it computed? Save the model and take the size of the file.",
    ),
    why=Words(
        ru="В сжатой модели остаются части, которые не сжались: нормализации, эмбеддинги, масштабы, центроиды, заголовки файла. Поэтому размер "
        "файла никогда не бывает ровно четвертью или 0.7 исходного. Формула показывает, сколько могло бы получиться; в таблице нужно то, что получилось.",
        en="Parts of a compressed model stay as they were: norms, embeddings, scales, centroids, file headers. So a file is never exactly a quarter "
        "or 0.7 of the original's. A formula tells what might be reached; the table needs what was reached.",
    ),
)
#: Together the ratios of a method then cover about a hundredth of all sizes, at the very most.
COARSEST = 5e-4


def check(sight: Sight) -> Iterator[Problem]:
    """Compare the size of each compressed row with the simple parts of its original's."""
    for subject in sight.subjects:
        size = subject.row.cells.get(Metric.SIZE_MB)
        found = (_ratio(size, subject.row.method, original) for original in subject.originals) if size else ()
        if size and (hit := next(filter(None, found), None)):
            facts: Facts = {"cell": shown(size), "ratio": hit[0], "original": shown(hit[1]), "line": hit[2]}
            yield Problem.of(ENTRY, sight.place(subject.row, size), facts)


def _ratio(size: Reading, method: Method, original: Row) -> tuple[float, Reading, int] | None:
    """Return the ratio that a size was computed by, the size of the original and its line."""
    if whole := original.cells.get(Metric.SIZE_MB):
        for ratio in _ratios(method):
            if _exactly(size, whole, ratio):
                return ratio, whole, original.line
    return None


def _exactly(size: Reading, whole: Reading, ratio: float) -> bool:
    """Whether rounding or cutting off digits explains all of the difference, and leaves little room for chance."""
    room = step(size) + ratio * step(whole) / 2
    return room <= COARSEST * size.value and abs(size.value - ratio * whole.value) <= room


def _ratios(method: Method) -> tuple[float, ...]:
    """Return what people multiply by: bits for bits, and what pruning is said to leave."""
    if method.params.get("dtype") in HALF:
        return ()
    match method.family:
        case Family.QUANTIZATION if method.variant not in HALF:
            return (1 / 4, 1 / 8) if method.variant is None else (1 / 2, 1 / 4, 1 / 8)
        case Family.PRUNING:
            sparsity = method.params.get("sparsity")
            said = (1 - sparsity,) if isinstance(sparsity, float) and 0 < sparsity < 1 else ()
            return (*said, *(tenths / 10 for tenths in range(1, 10)), 1 / 4, 3 / 4)
        case Family.CLUSTERING:
            clusters = method.params.get("clusters")
            bits = (log2(clusters),) if isinstance(clusters, int) and clusters > 1 else ()
            return tuple(count / 32 for count in dict.fromkeys((*bits, 2, 3, 4, 5, 6, 7, 8)))
        case _:
            return ()

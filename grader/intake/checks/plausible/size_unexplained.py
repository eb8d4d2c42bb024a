"""The size of a well-known model, or of one that the course ships, that its number of parameters does not explain.

False alarms: a folder with several formats, shared embeddings that were counted twice, or a model of another make with the
same name. Other heads, tokenizers, the header of a small file and the four meanings of MB and GB are within the slack. Only
originals and half precision are asked: there the bytes per parameter are known.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.quantity import MIB
from grader.core.table import Family, Reading, Row
from grader.core.words import Entry, Facts, Severity, Words
from grader.intake.digits import shown, step
from grader.intake.sight import HALF, MIXED_UNITS, Sight

ENTRY = Entry(
    code="size-unexplained",
    severity=Severity.NOTE,
    message=Words(
        ru="У {model} {millions} млн параметров: {fp32} MiB в fp32, {fp16} MiB в fp16. Размер {cell} к этой строке не подходит. Что именно измерено?",
        en="{model} has {millions} million parameters: {fp32} MiB in fp32, {fp16} MiB in fp16. The size {cell} does not fit this row. What exactly was measured?",
    ),
    why=Words(
        ru="Размер файла весов - это число параметров, умноженное на 4 байта (fp32) или 2 (fp16). Сравнение идёт и в MiB (2^20 байт), и в MB (10^6 байт), и в "
        "десятичных GB. Заметно больше бывает, если посчитана память процесса или папка с несколькими форматами; меньше - если часть весов не вошла.",
        en="A file of weights has as many bytes as parameters, times 4 (fp32) or 2 (fp16). Both MiB (2^20 bytes) and MB (10^6 bytes) are tried, and decimal GB. "
        "Clearly more comes from the memory of the process or a folder with several formats; clearly less, from weights that were left out.",
    ),
)
#: Buffers and heads for other labels add or leave out a little.
BELOW = 0.97
#: The header of a file, a configuration and a vocabulary may add this many mebibytes, which only a tiny model shows.
OVERHEAD = 0.125


def check(sight: Sight) -> Iterator[Problem]:
    """Compare the size of each row of a known model with its parameters in the precisions that its method leaves."""
    for row in sight.rows:
        size = row.cells.get(Metric.SIZE_MB)
        count = sight.parameters(row) if size else None
        widths = _widths(row)
        if size and row.model and count and widths and not any(_fits(size, count * width / MIB) for width in widths):
            facts: Facts = {
                "model": row.model, "millions": float(f"{count / 1e6:.3g}"), "fp32": float(f"{count * 4 / MIB:.3g}"),
                "fp16": float(f"{count * 2 / MIB:.3g}"),
                "cell": shown(size),
            }  # fmt: skip
            yield Problem.of(ENTRY, sight.place(row, size), facts)


def _widths(row: Row) -> tuple[int, ...]:
    """Return how many bytes a parameter may have."""
    if row.method.variant in HALF and row.method.family in (Family.ORIGINAL, Family.QUANTIZATION):
        return (2,)
    return (4, 2) if row.method.family is Family.ORIGINAL else ()


def _fits(size: Reading, mebibytes: float) -> bool:
    return BELOW * mebibytes <= size.value + step(size) / 2 and size.value - step(size) / 2 <= MIXED_UNITS * mebibytes + OVERHEAD

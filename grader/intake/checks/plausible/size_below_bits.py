"""A quantized model that is smaller than its bits allow.

False alarms: quantization after pruning, or a compressed archive, can be smaller, and an original may be told too large. A
cell that names several methods is not asked, and a tenth is allowed for units. Where the table has no original, the size that
the model has by its number of parameters in fp32 stands in for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.quantity import MIB
from grader.core.table import Family, Row
from grader.core.words import Entry, Facts, Severity, Words
from grader.intake.digits import shown
from grader.intake.methods import families_in
from grader.intake.sight import MIXED_UNITS, Sight, Subject

ENTRY = Entry(
    code="size-below-bits",
    severity=Severity.WARNING,
    message=Words(
        ru="{cell} - это {percent} % исходной модели ({original}), а веса по {bits} бит вместо 32 не могут занимать меньше {least} %. Один из размеров не тот.",
        en="{cell} is {percent} % of the original ({original}), but weights of {bits} bits instead of 32 cannot take less than {least} %. One of the sizes is off.",
    ),
    why=Words(
        ru="Частая причина: после `quantize_dynamic` квантованные веса больше не входят в `model.parameters()`, и сумма по параметрам видит только остаток. "
        "Берите размер сохранённого файла (`state_dict` целиком). Или завышен размер исходной модели: посчитано несколько форматов, память вместо файла.",
        en="A common cause: after `quantize_dynamic` the quantized weights are no `model.parameters()` any more, and a sum over parameters sees only the rest. "
        "Take the size of the saved file (the whole `state_dict`). Or the original is told too large: several formats, or memory instead of the file.",
    ),
)
_BITS = {"fp16": 16, "bf16": 16, "fp8": 8, "int8": 8, "int4": 4, "nf4": 4}


def check(sight: Sight) -> Iterator[Problem]:
    """Compare the size of each quantized row with what its bits leave of the original in fp32."""
    for subject in sight.subjects:
        size, bits = subject.row.cells.get(Metric.SIZE_MB), _bits(subject.row)
        whole = _whole(sight, subject) if size and bits else None
        if size and whole and bits and 0 < size.value < whole[0] * bits / 32 / MIXED_UNITS:
            facts: Facts = {
                "cell": shown(size), "percent": round(100 * size.value / whole[0], 1), "original": whole[1],
                "bits": bits, "least": 100 * bits / 32,
            }  # fmt: skip
            yield Problem.of(ENTRY, sight.place(subject.row, size), facts)


def _whole(sight: Sight, subject: Subject) -> tuple[float, str] | None:
    """Return the size of the original in MB, and how to tell it."""
    if sizes := subject.sizes():
        least = min(sizes, key=lambda reading: reading.value)
        return least.value, shown(least)
    count = None if subject.originals else sight.parameters(subject.row)
    return (count * 4 / MIB, f"{count * 4 / MIB:.4g} MiB fp32") if count else None


def _bits(row: Row) -> int | None:
    if row.method.family is not Family.QUANTIZATION or len(families_in(row.method_text)) > 1:
        return None
    said = row.method.params.get("bits")
    return _BITS.get(row.method.variant or "") or (said if isinstance(said, int) and 0 < said < 32 else None)

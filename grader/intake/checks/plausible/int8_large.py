"""An int8 model that is larger than half of the original.

False alarms: int8 of a part of the layers is honest and common, and dynamic quantization of a convolutional network reaches
only its few linear layers. A quarter is what full int8 gives; above half, the greater part was left out, which is worth a
note. Where the row itself says "partial", or the original is in half precision, nothing is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Entry, Facts, Severity, Words
from grader.intake.digits import shown
from grader.intake.sight import MIXED_UNITS, Sight

ENTRY = Entry(
    code="int8-large",
    severity=Severity.NOTE,
    message=Words(
        ru="После int8 модель занимает {percent} % исходной ({cell} и {original}), хотя полный int8 даёт около 25 %. Какие слои остались без квантования?",
        en="After int8 the model takes {percent} % of the original ({cell} and {original}), while full int8 gives about 25 %. Which layers were left out?",
    ),
    why=Words(
        ru="`quantize_dynamic` по умолчанию меняет только `nn.Linear` и LSTM: свёртки и эмбеддинги остаются в fp32. Это честный результат, но "
        "стоит понимать, откуда он: посмотрите, какие тензоры в сохранённом файле имеют тип int8, и напишите «частично», если так и задумано.",
        en="`quantize_dynamic` changes only `nn.Linear` and LSTM by default: convolutions and embeddings stay fp32. That is an honest result, but worth "
        "understanding: see which tensors of the saved file are int8, and write `partial` if that is what was meant.",
    ),
)


def check(sight: Sight) -> Iterator[Problem]:
    """Compare the size of each int8 row with the smallest size of its original."""
    for subject in sight.subjects:
        method, size, originals = subject.row.method, subject.row.cells.get(Metric.SIZE_MB), subject.sizes()
        if size and originals and method.variant == "int8" and method.params.get("scope") != "partial":
            least = min(originals, key=lambda reading: reading.value)
            if least.value / 2 * MIXED_UNITS < size.value <= least.value * MIXED_UNITS:
                facts: Facts = {"percent": round(100 * size.value / least.value), "cell": shown(size), "original": shown(least)}
                yield Problem.of(ENTRY, sight.place(subject.row, size), facts)

"""A quantized model that is clearly larger than the original.

False alarms: the two sizes may be told in different units or be of different things (weights and folder); a tenth is allowed
for the units.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.table import Family
from grader.core.words import Entry, Severity, Words
from grader.intake.digits import shown
from grader.intake.sight import Sight

ENTRY = Entry(
    code="quantized-larger",
    severity=Severity.WARNING,
    message=Words(
        ru="Квантованная модель ({cell}) больше исходной ({original}). Проверьте, что в обоих случаях измерено одно и то же и веса сохранены квантованными.",
        en="The quantized model ({cell}) is larger than the original ({original}). Please check that both are sizes of the same thing, and that the saved weights are quantized.",
    ),
    why=Words(
        ru="fp16 занимает половину fp32, int8 - четверть. Больше исходной модель становится, если рядом с квантованными весами остались исходные, "
        "если в папке лежит несколько форматов или если веса перед сохранением вернулись в fp32.",
        en="fp16 takes half of fp32, int8 a quarter. A model grows if the original weights stay beside the quantized ones, if the folder holds several "
        "formats, or if the weights went back to fp32 before they were saved.",
    ),
)


def check(sight: Sight) -> Iterator[Problem]:
    """Compare the size of each quantized row with all sizes of its original."""
    for row, size, largest in sight.grown(Family.QUANTIZATION):
        yield Problem.of(ENTRY, sight.place(row, size), {"cell": shown(size), "original": shown(largest)})

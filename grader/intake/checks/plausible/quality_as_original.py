"""Several qualities that all equal the original's to every digit, after a method that changes the weights.

False alarms: mild compression and a small evaluation set can honestly leave every prediction as it was; hence a note. One
share alone says nothing (some examples flip either way and cancel out), so at least two must agree, or one score that is no
share, such as perplexity. Half precision and exports keep the quality, and are not asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.metric import Unit
from grader.core.problem import Problem
from grader.core.table import Family, Method, Reading, Row
from grader.core.words import Entry, Severity, Words
from grader.intake.digits import same, significant
from grader.intake.sight import HALF, Sight

ENTRY = Entry(
    code="quality-as-original",
    severity=Severity.NOTE,
    message=Words(
        ru="Качество до последней цифры как у исходной модели (строка {line}): {metrics}. Точно ли оценивалась сжатая модель и хватает ли примеров?",
        en="The quality equals the original's to the last digit (line {line}): {metrics}. Was it the compressed model that was evaluated, on enough examples?",
    ),
    why=Words(
        ru="Обрезка, кластеризация, int8 и дистилляция меняют веса, и хотя бы несколько предсказаний обычно меняются. Если не изменилось ничего, "
        "возможно, оценивалась исходная модель, сжатие не применилось или примеров слишком мало, чтобы увидеть разницу. Бывает и честно - тогда всё хорошо.",
        en="Pruning, clustering, int8 and distillation change the weights, and at least some predictions usually change with them. If nothing did, "
        "perhaps the original was evaluated, the compression was not applied, or there are too few examples to see it. It can be honest too: then all is well.",
    ),
)


def check(sight: Sight) -> Iterator[Problem]:
    """Compare all qualities of each row that its method should have changed."""
    for subject in sight.subjects:
        for original in subject.originals if _changes(subject.row.method) else ():
            pairs = list(_pairs(subject.row, original))
            if pairs and all(same(one, other) for one, other in pairs) and _telling([one for one, _ in pairs]):
                metrics = ", ".join(f"{one.metric} {one.written}" for one, _ in pairs)
                yield Problem.of(ENTRY, sight.place(subject.row, pairs[0][0]), {"metrics": metrics, "line": original.line})
                break


def _pairs(row: Row, original: Row) -> Iterator[tuple[Reading, Reading]]:
    others = {(reading.metric, reading.device): reading for reading in original.quality}
    for reading in row.quality:
        if other := others.get((reading.metric, reading.device)):
            yield reading, other


def _telling(readings: list[Reading]) -> bool:
    precise = [reading for reading in readings if significant(reading) >= 3]
    return len({reading.metric for reading in precise}) >= 2 or any(
        reading.metric.unit is not Unit.FRACTION and significant(reading) >= 4 for reading in precise
    )


def _changes(method: Method) -> bool:
    """Whether a method changes weights by more than half precision does; plain "quantization" may be just that."""
    match method.family:
        case Family.PRUNING | Family.CLUSTERING | Family.DISTILLATION:
            return True
        case Family.QUANTIZATION:
            return method.variant not in HALF and (method.variant is not None or bool(method.params.keys() & {"bits", "mode"}))
        case _:
            return False

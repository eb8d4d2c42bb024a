"""From what the workers did to measurements: pure arithmetic, nothing is run here."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric, Unit
from grader.core.quantity import MB
from grader.verify.artifact import Artifact
from grader.verify.measure import MAX_CLOCK_GAP, Start
from grader.verify.statistics import pooled_median
from grader.verify.tasks import Example, Task

#: Code that people write by hand is smaller than this; beyond it, code is a place to keep weights.
MAX_HANDWRITTEN = 32 << 10


def sizes(artifact: Artifact, code_bytes: int) -> list[Measurement]:
    """Measure an artifact in every way that people do, in megabytes; code counts as part of the folder."""
    found = {Definition.FOLDER: artifact.folder_bytes + code_bytes}
    gzip_bytes = artifact.gzip_bytes()
    if code_bytes <= MAX_HANDWRITTEN:
        found[Definition.WEIGHTS] = artifact.weight_bytes
        if (parameters := artifact.parameter_bytes()) is not None:
            found[Definition.PARAMETERS] = parameters
    else:
        gzip_bytes += code_bytes
    measured = [Measurement.exact(Metric.SIZE_MB, definition, count / MB) for definition, count in found.items()]
    return [*measured, Measurement.exact(Metric.GZ_MB, Definition.GZIP, gzip_bytes / MB)]


def quality(starts: Sequence[Start], examples: Sequence[Example], task: Task) -> list[Measurement]:
    """Score every reply of the candidate, the discarded warm-up included."""
    asked = [index for start in starts for index in start.examples]
    predictions = [prediction for start in starts for prediction in start.candidate.predictions]
    return list(task.score(predictions, [examples[index].reference for index in asked], len(examples)))


def times(starts: Sequence[Start], warm_up: int) -> list[Measurement]:
    """Measure the time per example in milliseconds, and the speed-up as the median of the paired ratios."""
    own = [[ns / 1e6 for ns in start.candidate.nanoseconds[warm_up:]] for start in starts]
    measured = [_median(Definition.PER_EXAMPLE, Unit.MS, own)]
    pairs = [
        [theirs / ours for ours, theirs in zip(start.candidate.nanoseconds[warm_up:], start.original.nanoseconds[warm_up:], strict=True)]
        for start in starts
        if start.original is not None
    ]
    return [*measured, _median(Definition.SPEED_UP, Unit.RATIO, pairs)] if pairs else measured


def _median(definition: Definition, unit: Unit, starts: Sequence[Sequence[float]]) -> Measurement:
    value, low, high = pooled_median(starts)
    samples = tuple(sample for start in starts for sample in start)
    return Measurement(
        metric=Metric.CPU_MS, definition=definition, unit=unit, value=value, low=low, high=high, count=len(samples), samples=samples
    )


def memory(starts: Sequence[Start], empty_bytes: int) -> list[Measurement]:
    """Measure the peak memory of inference in megabytes, in every way that people do."""
    arms = [start.candidate for start in starts]
    return [
        _memory(Definition.OVER_IMPORTS, [arm.peak_bytes - empty_bytes for arm in arms]),
        _memory(Definition.OVER_LOAD, [arm.peak_bytes - arm.loaded_bytes for arm in arms]),
        _memory(Definition.RESIDENT, [arm.peak_bytes for arm in arms]),
    ]


def _memory(definition: Definition, values: Sequence[int]) -> Measurement:
    found = [max(value, 0) / MB for value in values]
    return Measurement(
        metric=Metric.RAM_MB, definition=definition, unit=Unit.MB, value=statistics.median(found), low=min(found), high=max(found),
        count=len(found), samples=tuple(found),
    )  # fmt: skip


def doubts(starts: Sequence[Start]) -> tuple[str, ...]:
    """Say why the times may not be held against anybody; empty means that they may."""
    return ("machine-contended",) if any(start.clock_gap > MAX_CLOCK_GAP for start in starts) else ()

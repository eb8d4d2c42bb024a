"""Sizes: exact numbers that people define differently, so the one that fits is named."""

from __future__ import annotations

from collections.abc import Iterable

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric
from grader.core.submission import Claim
from grader.core.verdict import Outcome, Verdict
from grader.course.model import Tolerances
from grader.judge.compare import Candidate, below, best, byte_units, verdict
from grader.judge.tolerance import rounding

#: What a column may mean.
DEFINITIONS = {
    Metric.SIZE_MB: (Definition.FOLDER, Definition.WEIGHTS, Definition.PARAMETERS),
    Metric.GZ_MB: (Definition.GZIP,),
}


def judge(claim: Claim, measurements: Iterable[Measurement], tolerances: Tolerances) -> Verdict | None:
    """Hold a size against each definition in MB (10⁶ bytes) and MiB (2²⁰ bytes); None where nothing was measured."""
    share = tolerances.gzip if claim.metric is Metric.GZ_MB else tolerances.size
    candidates = [
        _candidate(claim, measurement, unit, factor, share)
        for definition in DEFINITIONS[claim.metric]
        for measurement in measurements
        if (measurement.metric, measurement.definition) == (claim.metric, definition)
        for unit, factor in byte_units(claim)
    ]
    if not candidates:
        return None
    near = best(claim, candidates)
    if near.fits(claim):
        return verdict(claim, near, Outcome.CONFIRMED, f"size-fits-{near.measurement.definition}")
    meant = candidates[0]  # the nearest may be near by chance: what the column means is the folder
    return verdict(claim, meant, Outcome.OFF, f"size-off-{meant.measurement.definition}")


def _candidate(claim: Claim, measurement: Measurement, unit: str, factor: float, share: float) -> Candidate:
    value, low, high = (size * factor for size in (measurement.value, measurement.low, measurement.high))
    margin = max(share * value, rounding(claim))
    return Candidate(measurement=measurement, unit=unit, value=value, low=below(low, margin), high=high + margin)

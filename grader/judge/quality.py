"""Quality: the sampling interval of the evaluation, the course's floor, and the printed rounding."""

from __future__ import annotations

from collections.abc import Iterable

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric, Unit
from grader.core.submission import Claim
from grader.core.verdict import Outcome, Verdict
from grader.course.model import Tolerances
from grader.judge.compare import Candidate, best, verdict
from grader.judge.tolerance import rounding

#: Libraries print these both out of 1 and out of 100; no team is wrong by a factor of 100 on purpose.
_EITHER_SCALE = (Metric.BLEU, Metric.ROUGE)
#: An accuracy typed as `1` must not cover everything from 0.5.
_MAX_ROUNDING = 0.05


def judge(claim: Claim, measurements: Iterable[Measurement], tolerances: Tolerances) -> Verdict | None:
    """Hold a quality claim against the evaluation; None where the task does not measure it."""
    candidates = [
        _candidate(claim, measurement, factor, tolerances)
        for measurement in measurements
        if measurement.metric is claim.metric and measurement.definition is Definition.EVALUATION
        for factor in ((1.0, 100.0, 0.01) if claim.metric in _EITHER_SCALE else (1.0,))
    ]
    if not candidates:
        return None
    near = best(claim, candidates)
    fits = near.fits(claim)
    return verdict(claim, near, Outcome.CONFIRMED if fits else Outcome.OFF, "quality-fits" if fits else "quality-off")


def _candidate(claim: Claim, measurement: Measurement, factor: float, tolerances: Tolerances) -> Candidate:
    fraction = claim.metric.unit is Unit.FRACTION
    # a score has no natural end, so its floor is a share of it
    floor = tolerances.quality * (1.0 if fraction else abs(measurement.value) * factor)
    margin = floor + (min(rounding(claim), _MAX_ROUNDING) if fraction else rounding(claim))
    return Candidate(
        measurement=measurement,
        unit=claim.unit or claim.metric.unit,
        value=measurement.value * factor,
        low=measurement.low * factor - margin,
        high=measurement.high * factor + margin,
    )

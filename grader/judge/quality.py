"""Quality: the sampling interval of the evaluation, the course's floor, and the printed rounding."""

from __future__ import annotations

import re
from collections.abc import Iterable

from grader.core.measurement import QUALITY, Definition, Measurement
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
_VARIANT = re.compile(r"rouge[\s_-]*([12l])(?![a-z\d])", re.IGNORECASE)
#: What a cell says that names one of several.
_NAMED = {"1": Definition.ROUGE1, "2": Definition.ROUGE2, "l": Definition.ROUGEL}


def judge(claim: Claim, measurements: Iterable[Measurement], tolerances: Tolerances) -> Verdict | None:
    """Hold a quality claim against the evaluation, in each of its definitions; None where the task does not measure it."""
    meant = _meant(claim)
    candidates = [
        _candidate(claim, measurement, factor, tolerances)
        for measurement in measurements
        if measurement.metric is claim.metric and measurement.definition in meant
        for factor in ((1.0, 100.0, 0.01) if claim.metric in _EITHER_SCALE else (1.0,))
    ]
    if not candidates:
        return None
    near = best(claim, candidates)
    fits, definition = near.fits(claim), near.measurement.definition
    code = "quality-fits" if fits else "quality-off"
    named = "" if definition is Definition.EVALUATION else f"-{definition.lower()}"
    return verdict(claim, near, Outcome.CONFIRMED if fits else Outcome.OFF, f"{code}{named}")


def _meant(claim: Claim) -> tuple[Definition, ...]:
    """Return the definitions that a cell may mean: any, unless it names one."""
    named = {_NAMED[name.lower()] for name in _VARIANT.findall(claim.place.text)}
    return tuple(named) if len(named) == 1 else QUALITY


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

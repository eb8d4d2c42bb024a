"""Times: absolutely only on the hardware that the row names, else as the speed-up against the original's row."""

from __future__ import annotations

import math
from collections.abc import Sequence

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric, Unit
from grader.core.run import Doubt
from grader.core.submission import Claim, Submission, SubmittedRow
from grader.core.table import Family
from grader.core.verdict import Outcome, Reason, Verdict
from grader.core.words import Fact
from grader.course.model import Tolerances
from grader.judge.compare import Candidate, below, verdict
from grader.judge.hardware import same_hardware
from grader.judge.tolerance import rounding, scale, speed_band


def judge(
    claim: Claim,
    row: SubmittedRow,
    original: Claim | None,
    measurements: Sequence[Measurement],
    device: str | None,
    doubts: Sequence[Doubt],
    tolerances: Tolerances,
) -> Verdict | None:
    """Hold a time against what was measured on `device`; None where that is missing.

    `original` is the time that the original's row of the same table claims; `doubts` are reasons not to hold our own
    measuring against anybody.
    """
    each = _find(measurements, claim.metric, Definition.PER_EXAMPLE)
    speed_up = _find(measurements, claim.metric, Definition.SPEED_UP)
    shown = each or speed_up
    if shown is None:
        return None
    band = speed_band(row.method, row.method_text, claim.metric, tolerances)
    if band is None:
        return _unjudged(claim, shown, "half-precision-cpu")
    relative = _relative(claim, row, original, speed_up, band)
    if each is not None and same_hardware(claim.hardware, device):
        absolute = _absolute(claim, each, tolerances)
        # one processor runs at many clocks: a time that differs is still right if it differs as the original's does
        if absolute.fits(claim) or relative is None or not relative.fits(claim):
            return _decided(claim, absolute, doubts, "time")
    if row.method.family is Family.ORIGINAL:
        return _unjudged(claim, shown, "time-elsewhere")
    if original is None:
        return _unjudged(claim, shown, "no-reference")
    if not _same_place(claim.hardware, original.hardware):
        return _unjudged(claim, shown, "other-hardware")
    if relative is None or speed_up is None:
        return None
    return _decided(claim, relative, doubts, "speed-up", reference=original.written, speed_up=speed_up.value)


def original_claim(submission: Submission, row: SubmittedRow, metric: Metric) -> Claim | None:
    """Find the time that the original's row of the same model claims."""
    return next(
        (
            claim
            for other in submission.rows
            if other.method.family is Family.ORIGINAL and _same_model(submission, row, other)
            for claim in other.claims
            if claim.metric is metric and 0 < claim.value < math.inf
        ),
        None,
    )


def _same_model(submission: Submission, one: SubmittedRow, other: SubmittedRow) -> bool:
    """Tell whether two rows are about one model, by the manifest or by what the table says."""
    manifest = dict(enumerate(submission.manifest.rows if submission.manifest else ()))
    known = {manifest[row.manifest].model if row.manifest in manifest else None for row in (one, other)}
    typed = {row.model.strip().casefold() if row.model else None for row in (one, other)}
    return any(len(names) == 1 and None not in names for names in (known, typed))


def _same_place(one: str | None, other: str | None) -> bool:
    """Tell whether two rows were timed on one machine, as far as they say."""
    return (one or "").split() == (other or "").split() or same_hardware(one, other)


def _find(measurements: Sequence[Measurement], metric: Metric, definition: Definition) -> Measurement | None:
    return next((one for one in measurements if one.metric is metric and one.definition is definition), None)


def _unit(claim: Claim) -> str:
    return claim.unit or claim.metric.unit


def _absolute(claim: Claim, each: Measurement, tolerances: Tolerances) -> Candidate:
    return Candidate(
        measurement=each,
        unit=_unit(claim),
        value=each.value,
        low=below(each.low * (1 - tolerances.time), rounding(claim)),
        high=each.high * (1 + tolerances.time) + rounding(claim),
    )


def _relative(
    claim: Claim, row: SubmittedRow, original: Claim | None, speed_up: Measurement | None, band: tuple[float, float]
) -> Candidate | None:
    """Turn a measured speed-up into the times that the row could claim, given what it claims for the original.

    None where there is nothing to compare: no original, another machine, or a speed-up that may be nothing.
    """
    if original is None or row.method.family is Family.ORIGINAL or not _same_place(claim.hardware, original.hardware):
        return None
    if speed_up is None or not speed_up.low > 0:
        return None
    slowest, fastest = speed_up.low * band[0], speed_up.high * band[1]
    shortest = max(0.0, original.value - rounding(original)) / fastest
    longest = (original.value + rounding(original)) / slowest if slowest > 0 else math.inf
    return Candidate(
        measurement=speed_up,
        unit=_unit(claim),
        value=original.value / speed_up.value,
        low=below(shortest, rounding(claim)),
        high=longest + rounding(claim),
    )


def _decided(claim: Claim, candidate: Candidate, doubts: Sequence[Doubt], name: str, **facts: Fact) -> Verdict:
    """Doubt is settled before blame: it saves a claim that would be off, and takes nothing from one that fits.

    What even a disturbed measuring confirms stays confirmed: no team can bring a doubt about, so nobody can lie in wait for one.
    """
    if candidate.fits(claim):
        return verdict(claim, candidate, Outcome.CONFIRMED, f"{name}-fits", **facts)
    if doubts:
        return verdict(claim, candidate, Outcome.UNSTEADY, doubts[0].code.value, percent=doubts[0].percent, **facts)
    return verdict(claim, candidate, Outcome.OFF, f"{name}-off", **facts)


def _unjudged(claim: Claim, measurement: Measurement, code: str) -> Verdict:
    """Show what was measured without holding it against the claim."""
    ratio = measurement.unit is Unit.RATIO
    facts: dict[str, Fact] = {
        "claimed": claim.written,
        "measured": measurement.value / (1.0 if ratio else scale(claim)),
        "unit": "×" if ratio else _unit(claim),
    }
    return Verdict(
        metric=claim.metric,
        outcome=Outcome.NOT_CHECKABLE,
        reason=Reason(code=code, facts=facts),
        claim=claim,
        measurement=measurement,
    )

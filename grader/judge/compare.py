"""What all comparisons share: the readings of one measurement, the nearest one, and the verdict on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.core.measurement import Measurement
from grader.core.quantity import MB
from grader.core.submission import Claim
from grader.core.verdict import Outcome, Reason, Verdict
from grader.core.words import Fact
from grader.judge.tolerance import scale

_NAMES = (("bytes", "bytes"), ("kB", "KiB"), ("MB", "MiB"), ("GB", "GiB"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One thing that a claim may mean: a measurement read in one unit, with the bounds within which the claim fits.

    `value`, `low` and `high` are in the canonical unit of the claim; `unit` is what a person would call it.
    """

    measurement: Measurement
    unit: str
    value: float
    low: float
    high: float

    def fits(self, claim: Claim) -> bool:
        """Tell whether the claim is within the bounds; NaN never is, because `<=` is false for it."""
        return self.low <= claim.value <= self.high


def best(claim: Claim, candidates: Sequence[Candidate]) -> Candidate:
    """Return the nearest candidate that fits, or the nearest of all where none does."""
    fitting = [candidate for candidate in candidates if candidate.fits(claim)]
    return min(fitting or candidates, key=lambda candidate: abs(candidate.value - claim.value))


def byte_units(claim: Claim) -> Iterable[tuple[str, float]]:
    """Yield the units that a claim in bytes may be meant in, as (name, canonical value of one megabyte of 10⁶ bytes).

    People type MB and mean either 10⁶ or 2²⁰ bytes, so both are tried; only MiB says which.
    """
    one = scale(claim)  # tells kilo from mega from giga, whatever the header calls it
    power = 2 + round(math.log(one, 1024))
    if not (0 <= power < len(_NAMES) and math.isclose(one, 1024.0 ** (power - 2), rel_tol=0.01)):
        one, power = 1.0, 2  # no unit of bytes, such as `1,024` for a thousand and twenty-four
    decimal, binary = _NAMES[power]
    typed = (claim.unit or "").lower()
    if decimal != binary and "ib" not in typed and "иб" not in typed:
        yield decimal, one * MB / 1000**power
    yield binary, one * MB / 1024**power


def below(bound: float, printed: float) -> float:
    """Lower a bound by the printed rounding; a printed zero never stands for something, however coarse."""
    return max(bound - printed, bound / 2)


def verdict(claim: Claim, candidate: Candidate, outcome: Outcome, code: str, **facts: Fact) -> Verdict:
    """State an outcome with its bounds; the facts are in the unit that the cell was typed in."""
    one = scale(claim)
    return Verdict(
        metric=claim.metric,
        outcome=outcome,
        reason=Reason(
            code=code,
            facts={
                "claimed": claim.written,
                "measured": _fact(candidate.value / one),
                "low": _fact(candidate.low / one),
                "high": _fact(candidate.high / one),
                "unit": candidate.unit,
                **facts,
            },
        ),
        claim=claim,
        measurement=candidate.measurement,
        low=candidate.low if math.isfinite(candidate.low) else None,
        high=candidate.high if math.isfinite(candidate.high) else None,
    )


def _fact(value: float) -> Fact:
    """Keep infinities out of JSON: a band as wide as a course may set it has no upper end."""
    return value if math.isfinite(value) else "∞"

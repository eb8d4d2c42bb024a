"""Memory: repeatable on one machine, but defined in several ways and different with every set of libraries."""

from __future__ import annotations

from collections.abc import Iterable

from grader.core.measurement import Definition, Measurement
from grader.core.submission import Claim
from grader.core.verdict import Outcome, Verdict
from grader.core.words import Fact
from grader.course.model import Tolerances
from grader.judge.compare import Candidate, best, byte_units, verdict
from grader.judge.hardware import same_hardware
from grader.judge.tolerance import rounding

#: What a column may mean.
DEFINITIONS = (Definition.OVER_IMPORTS, Definition.OVER_LOAD, Definition.RESIDENT)


def judge(claim: Claim, measurements: Iterable[Measurement], device: str | None, tolerances: Tolerances) -> Verdict | None:
    """Hold a memory claim against each definition in MB and MiB; None where nothing was measured.

    A claim that fits none is `off` only if the row names `device`, the hardware that we measured on: elsewhere other
    libraries are loaded, and hundreds of megabytes are theirs.
    """
    ours = [one for one in measurements if one.metric is claim.metric and one.definition in DEFINITIONS]
    candidates = [_candidate(claim, measurement, unit, factor, tolerances) for measurement in ours for unit, factor in byte_units(claim)]
    if not candidates:
        return None
    near = best(claim, candidates)
    if near.fits(claim):
        return verdict(claim, near, Outcome.CONFIRMED, f"memory-fits-{near.measurement.definition}")
    if same_hardware(claim.hardware, device):
        return verdict(claim, near, Outcome.OFF, f"memory-off-{near.measurement.definition}")
    values: dict[str, Fact] = {one.definition.replace("-", "_"): one.value for one in ours}
    return verdict(claim, near, Outcome.NOT_CHECKABLE, "memory-elsewhere", **values)


def _candidate(claim: Claim, measurement: Measurement, unit: str, factor: float, tolerances: Tolerances) -> Candidate:
    margin = max(tolerances.memory * measurement.value, tolerances.memory_mb)
    return Candidate(
        measurement=measurement,
        unit=unit,
        value=measurement.value * factor,
        low=max(0.0, (measurement.low - margin) * factor - rounding(claim)),
        high=(measurement.high + margin) * factor + rounding(claim),
    )

"""How far a claim may be from a measurement, apart from the measured spread: the course's floor and the printed rounding."""

from __future__ import annotations

import math
import re

from grader.core.metric import Metric, Unit
from grader.core.quantity import last_digit
from grader.core.submission import Claim
from grader.core.table import Family, Method
from grader.course.model import Tolerances

#: What these methods do to the amount of work, they do on every processor alike.
_STRUCTURAL = {Family.ORIGINAL, Family.PRUNING, Family.CLUSTERING, Family.DISTILLATION, Family.EXPORT}
_HALF = re.compile(r"(fp|float|bf|bfloat)_?16|half[ -]precision")
_INTEGER = re.compile(r"u?int_?[248]|[248][ -]?bit|[wa][48]a?|quanti[sz]|квант")

#: 1.25 printed as 1.2 is half a unit away, and in binary a trifle more.
_EXACT_HALF = 1 + 1e-9


def scale(claim: Claim) -> float:
    """Return what one unit as typed is in the canonical unit: 0.01 for a percent, 1024 for GB, 1000 for seconds."""
    try:
        typed = float("".join(claim.written.split()).replace(",", "."))
    except ValueError:
        return 1.0
    ratio = claim.value / typed if typed else 1.0
    if claim.metric.unit is Unit.FRACTION:  # an error typed as 8.5 % may be an accuracy of 0.915
        return 0.01 if claim.unit == "%" or math.isclose(ratio, 0.01) else 1.0
    return ratio if 0 < ratio < math.inf else 1.0


def rounding(claim: Claim) -> float:
    """Return half a unit of the last printed digit, in the canonical unit: `"91.5"` percent gives 0.0005."""
    return last_digit(claim.written) / 2 * scale(claim) * _EXACT_HALF


def speed_band(method: Method, method_text: str, metric: Metric, tolerances: Tolerances) -> tuple[float, float] | None:
    """Return the factors that a claimed speed-up may be away from a measured one, or None where no verdict is fair.

    Fewer operations are fewer everywhere; narrower numbers are faster by what the processor has instructions for, and
    half precision on a CPU was measured from 2.3 times as fast to 8 times as slow.
    """
    said = " ".join((method.variant or "", *map(str, method.params.values()), method_text)).lower()
    half = _HALF.search(said) is not None
    if half and metric is Metric.CPU_MS:
        return None
    if half or method.family not in _STRUCTURAL or _INTEGER.search(said):
        return 1 / tolerances.int8_factor, tolerances.int8_factor
    return 1 - tolerances.time, 1 + tolerances.time

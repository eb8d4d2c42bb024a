"""What people do to a number, wittingly or not: each kind turns an honest claim into one that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from grader.core.metric import Metric
from grader.core.submission import Claim
from tests.truth.scene import typed

#: The metrics that are the better the smaller they are.
_ERRORS = (Metric.WER, Metric.CER, Metric.PPL, Metric.LOSS)
_SHARES = (Metric.ACCURACY, Metric.F1, Metric.PRECISION, Metric.RECALL, Metric.WER, Metric.CER)
_SWAPPED = {Metric.PRECISION: Metric.RECALL, Metric.RECALL: Metric.PRECISION}
#: All claims of the row, by metric, for what is swapped within it.
Whole = Mapping[Metric, Claim]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One way to tamper; `turn` gives the wrong claim, or None where the kind does not apply to it."""

    name: str
    turn: Callable[[Claim, Whole], Claim | None]


def _times(metrics: tuple[Metric, ...], factor: float) -> Callable[[Claim, Whole], Claim | None]:
    return lambda claim, _: typed(claim, claim.value * factor) if claim.metric in metrics else None


def _better(points: float) -> Callable[[Claim, Whole], Claim | None]:
    """Make a quality better by points of a hundred: of shares as they are, of other scores in percent of the score."""

    def turn(claim: Claim, _: Whole) -> Claim | None:
        if claim.metric.kind != "quality":
            return None
        step = points / 100 * (1.0 if claim.metric in _SHARES else abs(claim.value))
        return typed(claim, claim.value - step if claim.metric in _ERRORS else claim.value + step)

    return turn


def _swap(claim: Claim, whole: Whole) -> Claim | None:
    """Give precision for recall and the other way round, as happens where the arguments of a metric are swapped."""
    other = whole.get(_SWAPPED.get(claim.metric, claim.metric))
    return typed(claim, other.value) if other and other.metric is not claim.metric and other.value != claim.value else None


KINDS = (
    Kind(name="quality +1 point", turn=_better(1)),
    Kind(name="quality +3 points", turn=_better(3)),
    Kind(name="size −10 %", turn=_times((Metric.SIZE_MB, Metric.GZ_MB), 0.90)),
    Kind(name="latency −15 %", turn=_times((Metric.CPU_MS,), 0.85)),
    Kind(name="latency −30 %", turn=_times((Metric.CPU_MS,), 0.70)),
    Kind(name="RAM −30 %", turn=_times((Metric.RAM_MB,), 0.70)),
    Kind(name="metric arguments swapped", turn=_swap),
)

"""Whether the times of a start may be held against anybody, and what disturbed it if not.

Only what our own worker, the original, met with counts: a team's worker that sleeps, waits for a disk or starts children
of its own disturbs nobody but itself, and would gain by it if that were called an unsteady machine.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence

from grader.core.run import Disturbance, Doubt
from grader.verify.start import Start

#: The processor's clock and the wall clock of a single-threaded worker agree within 1.3 % on a quiet machine; beyond
#: this share, a start is disturbed. The other shares are held to the same bound.
MAX_SHARE = 0.05
#: A round trip may change by this share of the shortest example, and by so many nanoseconds anyhow: it takes up to 100 µs
#: longer on an idle processor, which has to wake up, than on a busy one.
MAX_DRIFT, DRIFT_NS = 0.05, 100_000


def doubts(starts: Sequence[Start]) -> tuple[Doubt, ...]:
    """Say what disturbed the starts, each cause once with its largest share, the plainest cause first; empty: they hold."""
    found: dict[Disturbance, float] = {}
    for start in starts:
        for doubt in of_start(start):
            found[doubt.code] = max(doubt.percent, found.get(doubt.code, 0.0))
    return tuple(Doubt(code=code, percent=found[code]) for code in Disturbance if code in found)


def of_start(start: Start) -> Iterator[Doubt]:
    """Say what disturbed one start."""
    tally = start.tally
    shares = {
        Disturbance.STOLEN: tally.share(tally.stolen),
        Disturbance.QUOTA: tally.share(tally.held_back),
        Disturbance.THROTTLED: tally.share(tally.throttled),
    }
    for code, share in shares.items():
        if share > MAX_SHARE:
            yield _doubt(code, share)
    known = tally.others_share > MAX_SHARE
    if (gap := start.witness.clock_gap) > MAX_SHARE and (known or not start.on_device):
        yield _doubt(Disturbance.LOAD, tally.others_share) if known else _doubt(Disturbance.WAITING, gap)
    if (drift := echo_drift(start.echo_ns)) > max(DRIFT_NS, MAX_DRIFT * (shortest := _shortest(start))):
        yield _doubt(Disturbance.ECHO, drift / shortest)


def severity(start: Start) -> float:
    """Measure how disturbed a start is, in percent; 0 where it holds."""
    return max((doubt.percent for doubt in of_start(start)), default=0.0)


def echo_drift(echo_ns: Sequence[int]) -> float:
    """Say by how many nanoseconds the median round trip of the later half differs from the one of the earlier half."""
    half = len(echo_ns) // 2
    return abs(statistics.median(echo_ns[half:]) - statistics.median(echo_ns[:half])) if half else 0.0


def _shortest(start: Start) -> float:
    """The median time of an example, of the faster worker."""
    arms = (start.candidate, start.original)
    return min(statistics.median(arm.nanoseconds) for arm in arms if arm is not None and arm.nanoseconds)


def _doubt(code: Disturbance, share: float) -> Doubt:
    return Doubt(code=code, percent=round(100 * share, 1))

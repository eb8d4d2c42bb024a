"""What makes a start unsteady, and that a team cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.run import Disturbance, Doubt
from grader.verify.disturbance import Tally
from grader.verify.doubts import DRIFT_NS, MAX_SHARE, doubts, echo_drift, of_start, severity
from grader.verify.start import Arm, Start

MS = 1_000_000
STEADY = Arm(nanoseconds=[100 * MS], busy_ns=99 * MS)
DISTURBED = Arm(nanoseconds=[100 * MS], busy_ns=80 * MS)


def start(candidate: Arm = STEADY, original: Arm | None = STEADY, *, echo_ns: tuple[int, ...] = (), **tally: float) -> Start:
    return Start(examples=(), candidate=candidate, original=original, echo_ns=echo_ns, tally=Tally(cores=2, wall=10.0, **tally))


def test_the_clock_gap_is_what_somebody_else_took() -> None:
    assert Arm(nanoseconds=[100 * MS, 300 * MS], busy_ns=400 * MS).clock_gap == 0
    assert Arm(nanoseconds=[100 * MS, 300 * MS], busy_ns=300 * MS).clock_gap > 0.24
    assert Arm(nanoseconds=[100 * MS], busy_ns=250 * MS).clock_gap < 0, "several threads take more than the time that passes"
    assert Arm(nanoseconds=[MS // 20] * 100, busy_ns=MS).clock_gap == 0, "a round trip of the channel is nobody's"
    assert Arm().clock_gap == 0


def test_a_quiet_start_holds() -> None:
    assert doubts([]) == ()
    assert doubts([start(), start()]) == ()


@pytest.mark.parametrize(
    ("disturbed", "expected"),
    [
        (start(stolen=1.0), Doubt(code=Disturbance.STOLEN, percent=10.0)),
        (start(held_back=2.0), Doubt(code=Disturbance.QUOTA, percent=20.0)),
        (start(throttled=99.0), Doubt(code=Disturbance.THROTTLED, percent=100.0)),
        (start(STEADY, DISTURBED, others=6.2), Doubt(code=Disturbance.LOAD, percent=31.0)),
        (start(STEADY, DISTURBED), Doubt(code=Disturbance.WAITING, percent=20.0)),
        (start(echo_ns=(10_000, 10_000, 8 * MS, 8 * MS)), Doubt(code=Disturbance.ECHO, percent=8.0)),
        (start(DISTURBED, None, others=6.2), Doubt(code=Disturbance.LOAD, percent=31.0)),
    ],
)
def test_what_disturbed_is_named_with_its_share(disturbed: Start, expected: Doubt) -> None:
    [found] = of_start(disturbed)
    assert found.code is expected.code
    assert found.percent == pytest.approx(expected.percent, abs=0.11)
    assert severity(disturbed) == found.percent
    assert doubts([start(), disturbed]) == (found,)


def test_a_candidate_that_sleeps_or_burns_feigns_no_unsteady_machine() -> None:
    """Only what the original met with counts; the candidate was frozen then."""
    sleeper = Arm(nanoseconds=[100 * MS], busy_ns=1 * MS)
    assert doubts([start(sleeper, STEADY)]) == ()


def test_programs_on_other_processors_disturb_nobody() -> None:
    assert doubts([start(others=9.0)]) == ()


def test_waiting_for_a_gpu_is_no_disturbance() -> None:
    """Unless something else is seen to take the processor."""
    waiting = replace(start(STEADY, DISTURBED), on_device=True)
    assert doubts([waiting]) == ()
    assert doubts([replace(waiting, tally=Tally(cores=2, wall=10.0, others=6.2))]) == (Doubt(code=Disturbance.LOAD, percent=31.0),)


def test_each_cause_is_told_once_with_its_largest_share_the_plainest_first() -> None:
    starts = [start(STEADY, DISTURBED, others=4.0), start(STEADY, DISTURBED, others=8.0, stolen=1.0)]
    assert [(doubt.code, doubt.percent) for doubt in doubts(starts)] == [(Disturbance.STOLEN, 10.0), (Disturbance.LOAD, 40.0)]


@given(st.lists(st.integers(1, 10**9), max_size=30))
def test_a_round_trip_that_does_not_change_has_no_drift(echoes: list[int]) -> None:
    assert echo_drift(echoes + echoes) == 0
    assert echo_drift(echoes[:1]) == 0


def test_waking_up_an_idle_processor_is_no_disturbance() -> None:
    quick = Arm(nanoseconds=[MS // 10], busy_ns=MS // 10)
    assert doubts([start(quick, quick, echo_ns=(10_000, 10_000 + DRIFT_NS))]) == ()
    assert doubts([start(quick, quick, echo_ns=(10_000, 10_001 + DRIFT_NS))]) != ()


def test_the_bound_itself_is_allowed() -> None:
    assert doubts([start(stolen=10 * MAX_SHARE)]) == ()

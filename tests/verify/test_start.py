"""What is taken off a time before it is reported."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.verify.start import MAX_CHANNEL, Arm, Start, without_channel

NS = st.integers(min_value=1, max_value=10**12)


def test_what_the_channel_adds_is_taken_off_every_time_and_both_sides_of_a_ratio() -> None:
    start = Start(
        examples=(0, 1, 2),
        candidate=Arm(nanoseconds=[9_000_000, 5_020_000, 5_020_000]),
        original=Arm(nanoseconds=[9_000_000, 10_020_000, 15_020_000]),
        echo_ns=(20_000, 20_000, 20_000, 900_000),
    )
    assert start.milliseconds(1) == [5.0, 5.0]
    assert start.ratios(1) == [2.0, 3.0]


def test_a_disturbed_echo_takes_nothing_more_off() -> None:
    assert without_channel([10_000_000], [20_000, 20_000, 5_000_000]) == [9_980_000.0]


@pytest.mark.parametrize("echoes", [(), (20_000,)])
def test_one_echo_says_too_little(echoes: tuple[int, ...]) -> None:
    assert without_channel([10_000_000], echoes) == [10_000_000.0]


@given(st.lists(NS, min_size=1, max_size=20), st.lists(NS, min_size=2, max_size=20))
def test_a_time_stays_positive_and_loses_a_hundredth_at_most(times: list[int], echoes: list[int]) -> None:
    left = without_channel(times, echoes)
    assert all(0 < (1 - MAX_CHANNEL) * before * (1 - 1e-12) <= after <= before for before, after in zip(times, left, strict=True))
    assert statistics.median(left) <= statistics.median(times)

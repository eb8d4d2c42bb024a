"""Who is asked what, and when."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from grader.course import Measuring
from grader.verify.measure import Arm, _turns, deal

SMALL = st.integers(1, 40)


@given(count=st.integers(0, 500), examples=SMALL, starts=st.integers(1, 5))
def test_no_example_is_dealt_twice(count: int, examples: int, starts: int) -> None:
    hands = list(deal(count, Measuring(threads=1, examples=examples, warm_up=0, block=1, starts=starts)))
    dealt = list(chain(*hands))
    assert [len(hand) for hand in hands] == [min(examples, count // starts)] * starts
    assert len(set(dealt)) == len(dealt)
    assert set(dealt) <= set(range(count))


def test_the_deal_cannot_be_foreseen() -> None:
    measuring = Measuring(threads=1, examples=200, warm_up=0, block=1, starts=2)
    assert len({tuple(deal(400, measuring)) for _ in range(5)}) == 5


@given(count=st.integers(0, 200), block=SMALL, workers=st.integers(1, 2))
def test_every_worker_is_asked_every_example_once_and_in_the_same_order(count: int, block: int, workers: int) -> None:
    asked: list[list[int]] = [[] for _ in range(workers)]
    for turn, examples in _turns(count, block, workers):
        assert 1 <= len(examples) <= block
        asked[turn] += examples
    assert asked == [list(range(count))] * workers


@given(count=st.integers(1, 200), block=SMALL)
def test_two_workers_take_turns_as_abba(count: int, block: int) -> None:
    turns = [turn for turn, _ in _turns(count, block, 2)]
    assert turns == ([0, 1, 1, 0] * len(turns))[: len(turns)]
    assert turns.count(0) == turns.count(1)


def test_a_worker_alone_is_always_next() -> None:
    assert [(turn, *examples) for turn, examples in _turns(5, 2, 1)] == [(0, 0, 1), (0, 2, 3), (0, 4)]


def test_the_clock_gap_is_what_somebody_else_took() -> None:
    ms = 1_000_000
    assert Arm(nanoseconds=[100 * ms, 300 * ms], busy_ns=400 * ms).clock_gap == 0
    assert Arm(nanoseconds=[100 * ms, 300 * ms], busy_ns=300 * ms).clock_gap > 0.24
    assert Arm(nanoseconds=[100 * ms], busy_ns=250 * ms).clock_gap < 0, "several threads take more than the time that passes"
    assert Arm(nanoseconds=[ms // 20] * 100, busy_ns=ms).clock_gap == 0, "a round trip of the channel is nobody's"
    assert Arm().clock_gap == 0

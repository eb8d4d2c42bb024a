"""The intervals against scipy's and against simulation."""

from __future__ import annotations

import itertools
import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from grader.verify.statistics import CONFIDENCE, median_interval, pooled_median, proportion_interval

FLOATS = st.floats(0.01, 1e6)


def ranks(n: int, confidence: float) -> tuple[int, int]:
    """1-based ranks of the two order statistics that bound the median."""
    low, high = median_interval([float(value) for value in range(1, n + 1)], confidence)
    return int(low), int(high)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("n", [*range(1, 31), 47, 50, 95, 100, 190, 380, 1000])
def test_the_order_statistics_are_the_narrowest_that_cover(n: int, confidence: float) -> None:
    low, high = ranks(n, confidence)
    assert low + high == n + 1, "the interval is symmetric"
    binomial = stats.binom(n, 0.5)
    covered = 1 - 2 * binomial.cdf(low - 1)
    if low == 1 and 1 - 2 * binomial.cdf(0) < confidence:
        return  # too few values for the confidence: all of them are the interval
    assert covered >= confidence - 1e-12
    if low + 1 <= high - 1:
        assert 1 - 2 * binomial.cdf(low) < confidence + 1e-12


def test_the_ranks_are_the_ones_of_the_tables() -> None:
    """Published tables of the sign test's interval at 95 %."""
    assert {n: ranks(n, 0.95) for n in (6, 10, 20, 30, 50, 100)} == {
        6: (1, 6), 10: (2, 9), 20: (6, 15), 30: (10, 21), 50: (18, 33), 100: (40, 61),
    }  # fmt: skip


def test_the_interval_covers_the_true_median_as_often_as_it_says() -> None:
    generator = np.random.default_rng(20_240_601)
    truth, covered, trials, n = math.log(2), 0, 4000, 50
    for sample in generator.exponential(size=(trials, n)):
        low, high = median_interval(sample.tolist())
        covered += low <= truth <= high
    low, high = ranks(n, 0.95)
    expected = 1 - 2 * stats.binom.cdf(low - 1, n, 0.5)
    assert expected > 0.95
    assert covered / trials == pytest.approx(expected, abs=0.015)


@given(st.lists(FLOATS, min_size=1, max_size=60))
def test_an_interval_holds_the_median_and_consists_of_values(values: list[float]) -> None:
    low, high = median_interval(values)
    assert low <= statistics.median(values) <= high
    assert {low, high} <= set(values)


@given(st.lists(FLOATS, min_size=1, max_size=40), st.randoms())
def test_order_does_not_matter(values: list[float], shuffler: object) -> None:
    again = list(values)
    shuffler.shuffle(again)  # type: ignore[attr-defined]
    assert median_interval(again) == median_interval(values)


def test_without_values_there_is_no_interval() -> None:
    with pytest.raises(ValueError, match="no values"):
        median_interval([])


@given(st.lists(st.lists(FLOATS, min_size=1, max_size=20), min_size=1, max_size=4))
def test_the_pooled_interval_holds_the_median_of_every_start(starts: list[list[float]]) -> None:
    value, low, high = pooled_median(starts)
    pooled = list(itertools.chain(*starts))
    assert value == statistics.median(pooled)
    assert low <= value <= high
    for start in starts:
        assert low <= statistics.median(start) <= high
    inner = median_interval(pooled)
    assert low <= inner[0] <= inner[1] <= high


def test_starts_that_differ_widen_the_interval() -> None:
    near, far = [1.0 + index / 1000 for index in range(100)], [1.2 + index / 1000 for index in range(100)]
    _, low, high = pooled_median([near, far])
    assert low <= statistics.median(near) < statistics.median(far) <= high
    _, alone, above = pooled_median([near])
    assert above - alone < high - low


@pytest.mark.parametrize(("right", "count"), [(0, 20), (1, 20), (19, 20), (20, 20), (49, 50), (392, 400), (0, 1), (1, 1)])
def test_a_proportion_is_bounded_as_clopper_and_pearson_do(right: int, count: int) -> None:
    low, high = proportion_interval(right, count, population=10_000)
    tail = (1 - CONFIDENCE) / 2
    assert low == pytest.approx(stats.beta.ppf(tail, right, count - right + 1) if right else 0.0)
    assert high == pytest.approx(stats.beta.ppf(1 - tail, right + 1, count - right) if right < count else 1.0)
    assert low <= right / count <= high


@pytest.mark.parametrize("right", [0, 7, 20])
def test_where_all_were_asked_nothing_is_uncertain(right: int) -> None:
    assert proportion_interval(right, 20, population=20) == (right / 20, right / 20)


@pytest.mark.parametrize("truth", [0.5, 0.9, 0.98])
def test_the_interval_of_a_proportion_covers_at_least_as_often_as_it_says(truth: float) -> None:
    n = 60
    covering = [right for right in range(n + 1) if _covers(right, n, truth)]
    assert sum(stats.binom.pmf(right, n, truth) for right in covering) >= CONFIDENCE


def _covers(right: int, count: int, truth: float) -> bool:
    low, high = proportion_interval(right, count, population=10_000)
    return low <= truth <= high

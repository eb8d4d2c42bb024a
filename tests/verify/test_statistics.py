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

from grader.verify.statistics import CONFIDENCE, KNOWN, expected_width, mean_interval, median_interval, pooled_median, proportion_interval

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


STARTS = st.lists(st.lists(FLOATS, min_size=1, max_size=20), min_size=1, max_size=4)
SPREADS = st.floats(0.001, 0.2)


@given(STARTS, SPREADS)
def test_the_pooled_interval_holds_the_median_of_every_start(starts: list[list[float]], spread: float) -> None:
    value, low, high = pooled_median(starts, spread)
    pooled = list(itertools.chain(*starts))
    assert value == statistics.median(pooled)
    assert low < value < high
    for start in starts:
        assert low <= statistics.median(start) <= high
    inner = median_interval(pooled)
    assert low <= inner[0] * (1 + 1e-9)
    assert high >= inner[1] * (1 - 1e-9)


@given(STARTS, SPREADS)
def test_what_is_known_to_differ_more_is_known_less(starts: list[list[float]], spread: float) -> None:
    _, low, high = pooled_median(starts, spread)
    _, lower, higher = pooled_median(starts, 2 * spread)
    assert lower <= low <= high <= higher


@given(STARTS, SPREADS)
def test_the_unit_does_not_matter(starts: list[list[float]], spread: float) -> None:
    scaled = pooled_median([[8 * value for value in start] for start in starts], spread)
    assert scaled == pytest.approx(tuple(8 * value for value in pooled_median(starts, spread)))


@given(STARTS, SPREADS)
def test_the_width_that_is_expected_is_the_one_that_comes(starts: list[list[float]], spread: float) -> None:
    value, low, high = pooled_median(starts, spread)
    expected = expected_width(starts, spread, planned=len(starts))
    own = max(max(statistics.median(start) / value, value / statistics.median(start)) for start in starts)
    assert max(expected + 1, own) == pytest.approx(max(high / value, value / low))


def test_starts_that_are_still_to_come_make_the_expected_interval_narrower() -> None:
    start = [1.0 + index / 1000 for index in range(100)]
    assert expected_width([start], 0.01, planned=4) == pytest.approx(expected_width([start], 0.01, planned=1) / 2, rel=0.02)


def test_one_start_is_bounded_by_what_is_known() -> None:
    _, low, high = pooled_median([[2.0] * 50], 0.01)
    t = stats.t.ppf(0.975, KNOWN)
    assert (low, high) == pytest.approx((2 * math.exp(-0.01 * t), 2 * math.exp(0.01 * t)))


def test_starts_that_differ_widen_the_interval() -> None:
    near, far = [1.0 + index / 1000 for index in range(100)], [1.2 + index / 1000 for index in range(100)]
    _, low, high = pooled_median([near, far], 0.01)
    assert low <= statistics.median(near) < statistics.median(far) <= high
    _, alone, above = pooled_median([near, near], 0.01)
    assert above - alone < high - low


@pytest.mark.parametrize(("between", "within"), [(0.01, 0.03), (0.01, 0.1), (0.005, 0.03), (0.015, 0.03)])
def test_the_pooled_interval_covers_what_starts_scatter_around(between: float, within: float) -> None:
    """Also where starts differ by more than is known of them, as long as it is not much more."""
    generator, covered, trials = np.random.default_rng(5), 0, 1500
    for _ in range(trials):
        effects = generator.normal(0, between, 2)
        starts = [np.exp(effect + generator.normal(0, within, 100)).tolist() for effect in effects]
        _, low, high = pooled_median(starts, 0.01)
        covered += low <= 1.0 <= high
    assert covered / trials >= (0.93 if between <= 0.01 else 0.88)


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


def test_a_mean_is_bounded_as_student_does() -> None:
    values = [3.0, 5.0, 4.0, 8.0, 1.0]
    low, high = mean_interval(values)
    found = stats.ttest_1samp(values, 0.0).confidence_interval(CONFIDENCE)
    assert [low, high] == pytest.approx([found.low, found.high])
    assert mean_interval([2.0, 2.0]) == (2.0, 2.0)
    with pytest.raises(ValueError, match="two values"):
        mean_interval([1.0])

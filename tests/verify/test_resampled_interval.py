"""The bootstrap interval: the same however it is drawn, as wide as theory has it, and honest where nothing varies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.verify import statistics
from grader.verify.statistics import proportion_interval, resampled_interval

if TYPE_CHECKING:
    from grader.verify.statistics import FloatArray, IntArray


def interval(values: list[float], population: int) -> tuple[float, float]:
    found = np.array(values)

    def mean(drawn: IntArray) -> FloatArray:
        averages: FloatArray = found[drawn].mean(axis=1)
        return averages

    return resampled_interval(mean, len(values), population, float(found.mean()))


def test_it_is_the_same_however_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [float(each % 7) for each in range(50)]
    at_once = interval(values, 1000)
    monkeypatch.setattr(statistics, "_AT_ONCE", 333)
    assert interval(values, 1000) == at_once


def test_it_is_as_wide_as_the_central_limit_theorem_says() -> None:
    low, high = interval([0.0, 1.0] * 200, 10_000)
    assert (high - low) / 2 == pytest.approx(2.576 * 0.5 / math.sqrt(400), rel=0.1)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.integers(0, 5))
@settings(deadline=None, max_examples=40)  # the libraries are imported by the first
def test_it_holds_the_value_and_is_the_value_where_all_were_asked(values: list[float], more: int) -> None:
    low, high = interval(values, len(values) + more)
    mean = float(np.mean(values))
    assert low <= mean <= high
    assert more or low == mean == high


@pytest.mark.parametrize(("value", "right"), [(1.0, 20), (0.0, 0)])
def test_where_all_are_right_or_none_is_a_sample_leaves_the_doubt_of_a_proportion(value: float, right: int) -> None:
    low, high = interval([value] * 20, 400)
    assert (low, high) == proportion_interval(right, 20, 400)
    assert high - low > 0.2


def test_resamples_without_a_value_do_not_count() -> None:
    def sometimes(drawn: IntArray) -> FloatArray:
        found: FloatArray = np.where(drawn[:, 0] == 0, np.nan, drawn.mean(axis=1))
        return found

    low, high = resampled_interval(sometimes, 10, 100, 4.5)
    assert 0 < low < 4.5 < high < 9
    assert resampled_interval(lambda drawn: np.full(len(drawn), np.nan), 10, 100, 4.5) == (4.5, 4.5)

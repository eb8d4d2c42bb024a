"""Intervals for what was sampled; the methods are standard and named."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

CONFIDENCE = 0.99


def proportion_interval(right: int, count: int, population: int) -> tuple[float, float]:
    """Bound a proportion by the exact 99 % interval of Clopper and Pearson (1934).

    Where the whole evaluation set was asked there is no sampling error: the interval is the value itself.
    """
    if count >= population:
        return right / count, right / count
    from scipy.stats import binomtest

    interval = binomtest(right, count).proportion_ci(CONFIDENCE, method="exact")
    return float(interval.low), float(interval.high)


def median_interval(values: Sequence[float], confidence: float = 0.95) -> tuple[float, float]:
    """Bound a median by order statistics: exact for any distribution, no seed (David and Nagaraja, 2003, section 7.1).

    Raises:
        ValueError: there are no values.
    """
    ordered = sorted(values)
    n = len(ordered)
    if n == 0:
        raise ValueError("no values")
    tail, below = (1 - confidence) / 2, 0.0
    rank = 0
    while rank < (n - 1) // 2 and below + math.comb(n, rank) / 2**n <= tail:
        below += math.comb(n, rank) / 2**n
        rank += 1
    return ordered[max(rank - 1, 0)], ordered[n - max(rank, 1)]


def pooled_median(starts: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """Return the median of all values with its interval, widened by how far the starts' own medians lie from it.

    Fresh starts of one program differ by about 1 %, and more values within a start do not cure that.
    """
    values = [value for start in starts for value in start]
    median = statistics.median(values)
    low, high = median_interval(values)
    own = [statistics.median(start) for start in starts]
    return median, min(low, *own), max(high, *own)

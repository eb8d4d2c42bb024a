"""Intervals for what was sampled; the methods are standard and named."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    IntArray: TypeAlias = NDArray[np.int64]
    FloatArray: TypeAlias = NDArray[np.float64]

CONFIDENCE = 0.99
#: A 99 % interval needs some resamples beyond each end.
RESAMPLES = 2000
#: Indices that are drawn at once: 8 MB of them.
_AT_ONCE = 1 << 20
#: The confidence of the interval of a median, and so many starts is a known spread between starts worth.
MEDIAN_CONFIDENCE, KNOWN = 0.95, 10


def proportion_interval(right: int, count: int, population: int) -> tuple[float, float]:
    """Bound a proportion by the exact 99 % interval of Clopper and Pearson (1934).

    Where the whole evaluation set was asked there is no sampling error: the interval is the value itself.
    """
    if count >= population:
        return right / count, right / count
    from scipy.special import betaincinv  # scipy.stats has it by name, and takes 50 MB more

    tail, wrong = (1 - CONFIDENCE) / 2, count - right
    low = float(betaincinv(right, wrong + 1, tail)) if right else 0.0
    high = float(betaincinv(right + 1, wrong, 1 - tail)) if wrong else 1.0
    return low, high


def resampled_interval(statistic: Callable[[IntArray], FloatArray], count: int, population: int, value: float) -> tuple[float, float]:
    """Bound a statistic of `count` examples by the 99 % percentile bootstrap (Efron and Tibshirani, 1993, chapter 13).

    `statistic` gets indices of shape (resamples, count) and returns one number for each resample. The interval holds `value`,
    the statistic of the examples themselves; where the whole evaluation set was asked it is that value. A fraction that is 0 or
    1 because every example is wrong, or right, is so in every resample: there the interval reaches as far as that of Clopper and
    Pearson for none, or all, of the examples. The seed is fixed, so that the same predictions give the same interval.
    """
    if count >= population:
        return value, value
    import numpy as np

    generator, step = np.random.default_rng(0), max(_AT_ONCE // count, 1)
    sizes = [min(step, RESAMPLES - start) for start in range(0, RESAMPLES, step)]
    found = np.concatenate([statistic(generator.integers(0, count, (size, count))) for size in sizes])
    found = found[np.isfinite(found)]
    if value in (0.0, 1.0) and np.all(found == value):
        return proportion_interval(round(value) * count, count, population)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(found, (tail, 1 - tail)) if len(found) else (value, value)
    return min(float(low), value), max(float(high), value)


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """Bound a mean by Student's 99 % t interval.

    Raises:
        ValueError: there are fewer than two values.
    """
    from scipy.special import stdtrit

    if len(values) < 2:
        raise ValueError("a spread takes two values")
    mean = math.fsum(values) / len(values)
    margin = float(stdtrit(len(values) - 1, 0.5 + CONFIDENCE / 2)) * statistics.stdev(values, mean) / math.sqrt(len(values))
    return mean - margin, mean + margin


def median_interval(values: Sequence[float], confidence: float = MEDIAN_CONFIDENCE) -> tuple[float, float]:
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


def pooled_median(starts: Sequence[Sequence[float]], spread: float) -> tuple[float, float, float]:
    """Return the median of all values, which are positive, with its 95 % interval.

    What varies within a start is bounded by order statistics, and what varies between fresh starts by Student's t; both
    are added as squares, of logarithms. `spread` is the standard deviation between starts, as a fraction, that is known
    beforehand: two starts alone say next to nothing of it, so it is moderated (Smyth, 2004). The interval holds the
    median of every start.
    """
    values = [value for start in starts for value in start]
    median = statistics.median(values)
    low, high = median_interval(values)
    own = [statistics.median(start) for start in starts]
    between = _between([math.log(each) for each in own], spread, len(starts))
    low, high = (median * math.exp(side * math.hypot(math.log(bound / median), between)) for side, bound in ((-1, low), (1, high)))
    return median, min(low, median, *own), max(high, median, *own)


def expected_width(starts: Sequence[Sequence[float]], spread: float, planned: int) -> float:
    """Say how far an interval will reach to its wider side, as a fraction, once all `planned` starts are like these.

    Raises:
        ValueError: there are no values.
    """
    values = [value for start in starts for value in start]
    median = statistics.median(values)
    low, high = median_interval(values)
    within = math.log(max(high / median, median / low)) * math.sqrt(len(starts) / planned)
    return math.expm1(math.hypot(within, _between([math.log(statistics.median(start)) for start in starts], spread, planned)))


def _between(medians: Sequence[float], spread: float, planned: int) -> float:
    """Bound the mean of the starts' effects: a t interval whose variance is moderated by the known one."""
    from scipy.special import stdtrit

    freedom = KNOWN + len(medians) - 1
    mean = math.fsum(medians) / len(medians)
    variance = (KNOWN * spread**2 + math.fsum((each - mean) ** 2 for each in medians)) / freedom
    return float(stdtrit(freedom, 0.5 + MEDIAN_CONFIDENCE / 2)) * math.sqrt(variance / planned)

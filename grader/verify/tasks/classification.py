"""The scores of classes, with their intervals: accuracy, and precision, recall and F1 from counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric
from grader.verify.statistics import proportion_interval, resampled_interval

if TYPE_CHECKING:
    from typing import TypeAlias

    from grader.verify.statistics import FloatArray, IntArray

    #: From indices of shape (resamples, examples) to one number for each resample.
    Statistic: TypeAlias = Callable[[IntArray], FloatArray]


def accuracy(right: int, count: int, population: int) -> Measurement:
    """Measure the share of `count` examples that is right, with the exact interval of a proportion."""
    return _measured(Metric.ACCURACY, right / count, proportion_interval(right, count, population), count)


def resampled(
    metric: Metric, value: float, statistic: Statistic, count: int, population: int, definition: Definition = Definition.EVALUATION
) -> Measurement:
    """Measure what `statistic` computes, with the interval that drawing examples again gives."""
    return _measured(metric, value, resampled_interval(statistic, count, population, value), count, definition)


def divided(dividend: FloatArray, divisor: FloatArray) -> FloatArray:
    """Divide; where there is nothing to divide by, the result is 0, as with `zero_division=0`."""
    found: FloatArray = dividend / (divisor + (divisor == 0))
    return found


def ratios(right: FloatArray, predicted: FloatArray, wanted: FloatArray) -> dict[Metric, FloatArray]:
    """Precision, recall and F1 from how many were found rightly, predicted and wanted."""
    return {
        Metric.PRECISION: divided(right, predicted),
        Metric.RECALL: divided(right, wanted),
        Metric.F1: divided(2 * right, predicted + wanted),
    }


def _measured(
    metric: Metric, value: float, ends: tuple[float, float], count: int, definition: Definition = Definition.EVALUATION
) -> Measurement:
    low, high = ends
    return Measurement(metric=metric, definition=definition, unit=metric.unit, value=value, low=low, high=high, count=count)

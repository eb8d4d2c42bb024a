"""What a table tells that can hardly be true, from the table alone: one file for each kind of doubt.

They ask and teach, and never decide: none is an error, and each says in its first lines when it may be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from grader.core.problem import Problem
from grader.core.words import Entry
from grader.intake.checks.plausible import (
    accuracy_impossible,
    int8_large,
    measured_as_original,
    memory_below_weights,
    memory_copied,
    number_repeated,
    pruned_larger,
    quality_as_original,
    quantized_larger,
    seconds_as_ms,
    size_below_bits,
    size_ratio_exact,
    size_unexplained,
)
from grader.intake.sight import Sight

PLAUSIBLE_CHECKS: tuple[Callable[[Sight], Iterator[Problem]], ...] = (
    memory_copied.check,
    memory_below_weights.check,
    size_ratio_exact.check,
    size_below_bits.check,
    size_unexplained.check,
    int8_large.check,
    quantized_larger.check,
    pruned_larger.check,
    measured_as_original.check,
    quality_as_original.check,
    number_repeated.check,
    seconds_as_ms.check,
    accuracy_impossible.check,
)
PLAUSIBLE_ENTRIES: tuple[Entry, ...] = (
    *memory_copied.ENTRIES,
    memory_below_weights.ENTRY,
    size_ratio_exact.ENTRY,
    size_below_bits.ENTRY,
    size_unexplained.ENTRY,
    int8_large.ENTRY,
    quantized_larger.ENTRY,
    pruned_larger.ENTRY,
    measured_as_original.ENTRY,
    quality_as_original.ENTRY,
    *number_repeated.ENTRIES,
    *seconds_as_ms.ENTRIES,
    accuracy_impossible.ENTRY,
)

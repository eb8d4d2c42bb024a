"""How memory was taken."""

from __future__ import annotations

from grader.core.words import Entry
from grader.intake.lint.lint import Rule
from grader.intake.lint.rules.memory import (
    device_wide,
    difference,
    foreign_counter,
    machine_wide,
    not_measured,
    not_peak,
    other_models,
    peak_not_reset,
    tracemalloc,
    whole_process,
)

_RULES = (
    not_measured, whole_process, difference, tracemalloc, machine_wide, not_peak, peak_not_reset, foreign_counter, device_wide, other_models,
)  # fmt: skip
RULES: tuple[Rule, ...] = tuple(rule.check for rule in _RULES)
ENTRIES: tuple[Entry, ...] = tuple(rule.ENTRY for rule in _RULES)

"""How time was taken."""

from __future__ import annotations

from grader.core.words import Entry
from grader.intake.lint.lint import Rule
from grader.intake.lint.rules.timing import (
    hidden_divisor,
    includes_preparation,
    no_warm_up,
    random_input,
    seconds_in_ms,
    timed_once,
    unsynchronised,
)

_RULES = (unsynchronised, no_warm_up, timed_once, includes_preparation, hidden_divisor, seconds_in_ms, random_input)
RULES: tuple[Rule, ...] = tuple(rule.check for rule in _RULES)
ENTRIES: tuple[Entry, ...] = tuple(rule.ENTRY for rule in _RULES)

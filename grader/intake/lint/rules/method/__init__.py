"""How a model was compressed, and whether that is what was measured."""

from __future__ import annotations

from grader.core.words import Entry
from grader.intake.lint.lint import Rule
from grader.intake.lint.rules.method import (
    clustered_full,
    half_cpu,
    masks,
    provider,
    provider_disabled,
    untrained_student,
    unused_result,
)

_RULES = (masks, clustered_full, half_cpu, provider, provider_disabled, untrained_student, unused_result)
RULES: tuple[Rule, ...] = tuple(rule.check for rule in _RULES)
ENTRIES: tuple[Entry, ...] = tuple(rule.ENTRY for rule in _RULES)

"""How size was taken."""

from __future__ import annotations

from grader.core.words import Entry
from grader.intake.lint.lint import Rule
from grader.intake.lint.rules.size import duplicate_files, mixed_units, packed_weights, parameter_count, skipped_layers

_RULES = (parameter_count, packed_weights, skipped_layers, duplicate_files, mixed_units)
RULES: tuple[Rule, ...] = tuple(rule.check for rule in _RULES)
ENTRIES: tuple[Entry, ...] = tuple(rule.ENTRY for rule in _RULES)

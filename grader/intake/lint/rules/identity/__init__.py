"""Whether the code's model, data and method are those of the table and the manifest."""

from __future__ import annotations

from grader.core.words import Entry
from grader.intake.lint.lint import Rule
from grader.intake.lint.rules.identity import data, method, model

_RULES = (model, data, method)
RULES: tuple[Rule, ...] = tuple(rule.check for rule in _RULES)
ENTRIES: tuple[Entry, ...] = tuple(rule.ENTRY for rule in _RULES)

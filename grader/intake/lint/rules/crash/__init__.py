"""Code that would stop, and notebooks that did."""

from __future__ import annotations

from grader.core.words import Entry
from grader.intake.lint.lint import Rule
from grader.intake.lint.rules.crash import arity, early, order, saved, syntax, undefined

_RULES = (undefined, early, syntax, arity, saved, order)
RULES: tuple[Rule, ...] = tuple(rule.check for rule in _RULES)
ENTRIES: tuple[Entry, ...] = tuple(rule.ENTRY for rule in _RULES)

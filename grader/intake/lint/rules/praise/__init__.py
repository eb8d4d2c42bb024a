"""What was done well, at most three things of it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry
from grader.intake.lint.lint import Rule
from grader.intake.lint.project import Project
from grader.intake.lint.rules.praise import median, peak, reloaded, synchronised, warm

_MOST = 3
_RULES = (reloaded, synchronised, median, warm, peak)
ENTRIES: tuple[Entry, ...] = tuple(rule.ENTRY for rule in _RULES)


def praises(project: Project) -> Iterator[Problem]:
    """Say what was done well, the rarest first; a fourth thing is left unsaid."""
    said = 0
    for rule in _RULES:
        found = next(rule.check(project), None)
        if found and said < _MOST:
            said += 1
            yield found


RULES: tuple[Rule, ...] = (praises,)

"""What code needs from outside: packages, downloads, files, keys."""

from __future__ import annotations

from grader.core.words import Entry
from grader.intake.lint.lint import Rule
from grader.intake.lint.rules.packages import hard_coded, missing_file, network, remote_code, secret, unknown, unpinned

_RULES = (secret, missing_file, unknown, remote_code, network, unpinned, hard_coded)
RULES: tuple[Rule, ...] = tuple(rule.check for rule in _RULES)
ENTRIES: tuple[Entry, ...] = tuple(rule.ENTRY for rule in _RULES)

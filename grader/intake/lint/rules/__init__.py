"""The code rules, one file each, by subject. They teach; none of them decides a verdict."""

from __future__ import annotations

from grader.core.words import Entry
from grader.intake.lint import draft, gather
from grader.intake.lint.lint import Rule
from grader.intake.lint.rules import crash, identity, memory, method, packages, praise, quality, size, timing
from grader.intake.trace import remark

__all__ = ["CODE_ENTRIES", "RULES", "RULE_ENTRIES"]

_SUBJECTS = (timing, memory, size, method, quality, identity, packages, crash, praise)
RULES: tuple[Rule, ...] = tuple(rule for subject in _SUBJECTS for rule in subject.RULES)
RULE_ENTRIES: tuple[Entry, ...] = tuple(entry for subject in _SUBJECTS for entry in subject.ENTRIES)
#: Everything that can be said of code, the reading of it included.
CODE_ENTRIES: tuple[Entry, ...] = (*gather.ENTRIES, *remark.ENTRIES, *draft.ENTRIES, *RULE_ENTRIES)

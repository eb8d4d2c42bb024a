"""A finding about a machine: what it can promise in one respect, and the command that mends the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from grader.core.words import Entry, Fact, Facts, Severity


class Grade(StrEnum):
    """How much a machine can promise in one respect: all, less than all, or not enough to grade on it."""

    GOOD = "good"
    LESS = "less"
    BAD = "bad"


GRADES = {Severity.NOTE: Grade.GOOD, Severity.WARNING: Grade.LESS, Severity.ERROR: Grade.BAD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: a code of the catalogue, its grade, the facts of its message, and a shell command (None: no command mends it)."""

    code: str
    grade: Grade
    facts: Mapping[str, Fact] = field(default_factory=dict)
    command: str | None = None

    @classmethod
    def of(cls, entry: Entry, facts: Facts | None = None, *, command: str | None = None, grade: Grade | None = None) -> Finding:
        """Build the finding that an entry of the catalogue words; its severity gives the grade unless one is named."""
        return cls(code=entry.code, grade=grade or GRADES[entry.severity], facts=facts or {}, command=command)

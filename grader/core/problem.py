"""A finding about a submission: what is wrong, where, and perhaps how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.core.words import Confidence, Entry, Fact, Facts, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in something the team wrote; `path` may also be `title` or `branch` of the pull request.

    `line` is 1-based as GitHub counts, in the raw file; `column` is the 0-based index of a table cell; `cell` the 1-based
    number of a notebook's cell; `text` is the table cell or the line itself.
    """

    path: str
    line: int | None = None
    column: int | None = None
    cell: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """The line (or title) as it should read; `safe` means that applying it cannot change what the team claims."""

    text: str
    safe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding: a code of the catalogue, its severity, its place and the facts that its message needs.

    `also` are more places of the same fault. `silenced` is the reason that the team gave for having it passed over.
    """

    code: str
    severity: Severity
    place: Place
    facts: Mapping[str, Fact] = field(default_factory=dict)
    fix: Fix | None = None
    confidence: Confidence = Confidence.SURE
    also: tuple[Place, ...] = ()
    silenced: str = ""

    @classmethod
    def of(cls, entry: Entry, place: Place, facts: Facts, fix: Fix | None = None) -> Problem:
        """Build the problem that an entry of the catalogue words."""
        return cls(code=entry.code, severity=entry.severity, place=place, facts=facts, fix=fix, confidence=entry.confidence)

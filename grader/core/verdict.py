"""What holds: one verdict for each claim, and the card of a whole submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from grader.core.measurement import Machine, Measurement
from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.run import RunEnd
from grader.core.submission import Claim, PullRequest
from grader.core.table import Method
from grader.core.words import Fact


class Outcome(StrEnum):
    """All that can be said of a cell. `BROKEN_OURS` never costs a team anything."""

    CONFIRMED = "confirmed"
    OFF = "off"
    UNSTEADY = "unsteady"
    NOT_CHECKABLE = "not-checkable"
    NOT_CLAIMED = "not-claimed"
    NOT_APPLICABLE = "not-applicable"
    BROKEN_THEIRS = "broken-theirs"
    BROKEN_OURS = "broken-ours"

    @property
    def costs(self) -> bool:
        """Whether a team can lose points by it."""
        return self in (Outcome.OFF, Outcome.BROKEN_THEIRS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an outcome is what it is: a code of the catalogue with its facts."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One claim held against one measurement; without a claim the outcome is `NOT_CLAIMED`.

    `low` and `high` are the bounds within which the claim would have been confirmed, where there are any.
    """

    metric: Metric
    outcome: Outcome
    reason: Reason
    claim: Claim | None = None
    measurement: Measurement | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """All verdicts of one row, in the order of the lesson's columns."""

    model: str | None
    method: Method
    method_text: str
    line: int | None
    verdicts: tuple[Verdict, ...]
    end: RunEnd | None = None
    measurements: tuple[Measurement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsLine:
    """One line of the rubric: what was looked at, what it gave of what it could give, and why."""

    name: str
    points: float
    of: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All verdicts and problems of one submission at one commit."""

    version: int = 1
    pull_request: PullRequest
    team: str | None
    homework: int | None
    rows: tuple[JudgedRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    points: tuple[PointsLine, ...] = ()
    machine: Machine | None = None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every verdict of every row."""
        return tuple(verdict for row in self.rows for verdict in row.verdicts)

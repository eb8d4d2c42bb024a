"""What holds: one verdict for each claim, and the card of a whole submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.core.audit import Audit
from grader.core.decision import Decision
from grader.core.measurement import Machine, Measurement
from grader.core.metric import Metric
from grader.core.outcome import Outcome as Outcome
from grader.core.problem import Problem
from grader.core.run import Owner, RunEnd
from grader.core.submission import Claim, PullRequest
from grader.core.table import Method
from grader.core.trace import Trace
from grader.core.words import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an outcome is what it is: a code of the catalogue with its facts."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One claim held against one measurement; without a claim the outcome is `NOT_CLAIMED`.

    `low` and `high` are the bounds within which the claim would have been confirmed, where there are any. A `decision` leaves
    the outcome as it was measured and says what counts instead.
    """

    metric: Metric
    outcome: Outcome
    reason: Reason
    claim: Claim | None = None
    measurement: Measurement | None = None
    low: float | None = None
    high: float | None = None
    decision: Decision | None = None

    @property
    def counts_as(self) -> Outcome:
        """The outcome that points, conclusion and merging follow."""
        return _counted(self.outcome, self.decision)


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodVerdict:
    """Whether the row's method was applied, as its artifact shows: `CONFIRMED` or `OFF`, or why that is not known.

    There is no method to prove of an original, which is `NOT_APPLICABLE`. A `decision` leaves the outcome as it was found and
    says what counts instead.
    """

    outcome: Outcome
    reason: Reason
    decision: Decision | None = None

    @property
    def counts_as(self) -> Outcome:
        """The outcome that points, conclusion and merging follow."""
        return _counted(self.outcome, self.decision)


#: Of a row that nobody has looked at.
NOT_AUDITED = MethodVerdict(outcome=Outcome.NOT_CHECKABLE, reason=Reason(code="method-not-audited"))


def _counted(outcome: Outcome, decision: Decision | None) -> Outcome:
    """Take what was decided (accepted is as good as confirmed), else what was measured."""
    return outcome if decision is None else decision.outcome or Outcome.CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """All verdicts of one row, in the order of the lesson's columns; `accepted` is the decision to take it with all that costs.

    `because` is why its method does not apply, in the team's own words; empty where it applies, or where they do not say.
    `machine` and `commit` are as in its run: another machine than the card's, an earlier commit than the card's.
    """

    model: str | None
    method: Method
    method_text: str
    line: int | None
    verdicts: tuple[Verdict, ...]
    end: RunEnd | None = None
    measurements: tuple[Measurement, ...] = ()
    accepted: Decision | None = None
    audit: Audit | None = None
    method_verdict: MethodVerdict = NOT_AUDITED
    because: str = ""
    machine: Machine | None = None
    commit: str = ""

    @property
    def unproved(self) -> bool:
        """Whether the method itself counts against the row; code that stopped before it could be seen counts by its end alone."""
        found = self.method_verdict
        return found.counts_as.costs and (found.counts_as is Outcome.OFF or found.decision is not None)

    @property
    def mergeable(self) -> bool:
        """Whether the row can be recorded: accepted by an instructor, or nothing of it costs and something is confirmed.

        A row that says why its method does not apply has nothing to confirm.
        """
        counted = [verdict.counts_as for verdict in self.verdicts]
        if self.accepted:
            return True
        stopped = self.end is not None and self.end.ending.owner is Owner.THEIRS
        wrong = stopped or self.unproved or any(outcome.costs for outcome in counted)
        return not wrong and (Outcome.CONFIRMED in counted or bool(self.because))


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsLine:
    """One line of the rubric: what was looked at, what it gave of what it could give, and why."""

    name: str
    points: float
    of: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All verdicts and problems of one submission at one commit.

    `decisions` are those that took effect, `lost` those that name no cell of it, both oldest first; `hold` forbids merging.
    """

    version: int = 1
    pull_request: PullRequest
    team: str | None
    homework: int | None
    rows: tuple[JudgedRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    points: tuple[PointsLine, ...] = ()
    machine: Machine | None = None
    remarks: tuple[Problem, ...] = ()
    traces: tuple[Trace, ...] = ()
    decisions: tuple[Decision, ...] = ()
    lost: tuple[Decision, ...] = ()
    hold: Decision | None = None

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every verdict of every row."""
        return tuple(verdict for row in self.rows for verdict in row.verdicts)

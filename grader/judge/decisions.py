"""What instructors decided, laid over what was measured: the measured outcome stays visible, the decision counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from grader.core.decision import METHOD, NO_ROW, Decision, DecisionKind, row_key
from grader.core.verdict import JudgedRow, Outcome, PointsLine, Reason, Verdict
from grader.core.words import Fact

_OF_ROWS = (DecisionKind.ACCEPT, DecisionKind.OVERRIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Rows with their decisions; `taken` are all that were understood, `lost` those about a row or cell that is not there.

    `points` and `hold` are the newest of their kind; a release leaves no `hold`.
    """

    rows: tuple[JudgedRow, ...]
    taken: tuple[Decision, ...] = ()
    lost: tuple[Decision, ...] = ()
    points: Decision | None = None
    hold: Decision | None = None


def decide(rows: Sequence[JudgedRow], decisions: Iterable[Decision]) -> Decided:
    """Apply decisions, oldest first, so that the newest on one cell wins. Never raises."""
    decided = list(rows)
    taken: list[Decision] = []
    lost: list[Decision] = []
    points: Decision | None = None
    hold: Decision | None = None
    for decision in decisions:
        if decision.kind in _OF_ROWS:
            index = _find(rows, decision)
            if index is None:
                lost.append(replace(decision, row_key=decision.row_key or (NO_ROW if rows else "")))
                continue
            meant = replace(decision, row_key=_key(rows[index], decision))
            changed = _accepted(decided[index], meant) if decision.kind is DecisionKind.ACCEPT else _overridden(decided[index], meant)
            decided[index] = changed or decided[index]
            (taken if changed else lost).append(meant)
            continue
        taken.append(decision)
        match decision.kind:
            case DecisionKind.POINTS:
                points = decision
            case DecisionKind.HOLD:
                hold = decision
            case DecisionKind.RELEASE:
                hold = None
    return Decided(rows=tuple(decided), taken=tuple(taken), lost=tuple(lost), points=points, hold=hold)


def total(lines: tuple[PointsLine, ...], decision: Decision | None) -> tuple[PointsLine, ...]:
    """Bring the total to what was decided by a line of its own, which gives or takes the difference."""
    if decision is None or decision.points is None:
        return lines
    difference = round(decision.points - sum(line.points for line in lines), 2)
    facts: dict[str, Fact] = {"points": decision.points, "by": decision.by, "reason": decision.reason}
    return (*lines, PointsLine(name="decided", points=difference, of=0.0, reason=Reason(code="points-decided", facts=facts)))


def _accepted(row: JudgedRow, decision: Decision) -> JudgedRow:
    """Take a row as it is: every cell that would cost no longer does."""
    verdicts = tuple(replace(verdict, decision=decision) if verdict.counts_as.costs else verdict for verdict in row.verdicts)
    method = replace(row.method_verdict, decision=decision) if row.method_verdict.counts_as.costs else row.method_verdict
    return replace(row, verdicts=verdicts, method_verdict=method, accepted=decision)


def _overridden(row: JudgedRow, decision: Decision) -> JudgedRow | None:
    """Set the outcome of a cell that claims something; None where there is none. One that costs ends an earlier acceptance."""

    def meant(verdict: Verdict) -> bool:
        return not decision.method and verdict.metric is decision.metric and verdict.claim is not None

    method = decision.method and row.method_verdict.outcome is not Outcome.NOT_APPLICABLE
    if decision.outcome is None or not (method or any(map(meant, row.verdicts))):
        return None
    verdicts = tuple(replace(verdict, decision=decision) if meant(verdict) else verdict for verdict in row.verdicts)
    decided = replace(row, verdicts=verdicts, accepted=None if decision.outcome.costs else row.accepted)
    return replace(decided, method_verdict=replace(row.method_verdict, decision=decision)) if method else decided


def _find(rows: Sequence[JudgedRow], decision: Decision) -> int | None:
    """Find the row that is meant: the one it was found to mean before, else the one on that line, else the one of that number."""
    number = decision.row or 0
    if decision.row_key:
        same = [index for index, row in enumerate(rows) if _key(row, decision) == decision.row_key]
        return min(same, key=lambda index: abs((rows[index].line or 0) - number), default=None)
    here = [index for index, row in enumerate(rows) if row.line == number]
    if len(here) == 1:
        return here[0]
    return number - 1 if 1 <= number <= len(rows) else None


def _key(row: JudgedRow, decision: Decision) -> str:
    """Name what was decided on: a whole row with all its numbers, or one cell of it; the method stands in every key."""
    if decision.method:
        return row_key(row.model, row.method, row.method_text, [METHOD])
    claims = (verdict.claim for verdict in row.verdicts if decision.metric in (None, verdict.metric))
    written = sorted(f"{claim.metric} {claim.device or ''} {claim.written}" for claim in claims if claim)
    return row_key(row.model, row.method, row.method_text, written)

"""What came out in total: the counts, the conclusion of the check run, the labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from grader.core.review import Conclusion
from grader.core.run import Owner
from grader.core.verdict import Card, Outcome
from grader.core.words import Severity

VERIFIED = "grader: verified"
DIFFERS = "grader: differs"
NEEDS_MANIFEST = "grader: needs manifest"
BROKEN = "grader: broken"
NOT_CHECKED = "grader: not checked"
LABELS = (VERIFIED, DIFFERS, NEEDS_MANIFEST, BROKEN, NOT_CHECKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many claimed numbers came out how; rows `stopped` by their own code and by `faults` of ours; problems to mend.

    `unproved` are rows whose method was not applied, or an instructor says so.
    `accepted` are those that an instructor takes though no measuring confirmed them, `unseen` those decided without any measuring.
    """

    hold: int = 0
    accepted: int = 0
    unseen: int = 0
    off: int = 0
    unsteady: int = 0
    unchecked: int = 0
    theirs: int = 0
    ours: int = 0
    stopped: int = 0
    faults: int = 0
    unproved: int = 0
    errors: int = 0
    no_manifest: bool = False

    @property
    def total(self) -> int:
        """All claimed numbers."""
        return self.hold + self.accepted + self.off + self.unsteady + self.unchecked + self.theirs + self.ours

    @property
    def ran(self) -> bool:
        """Whether any code was run."""
        return self.total > self.unchecked + self.unseen or self.stopped + self.faults > 0


def tally(card: Card) -> Tally:
    """Count a card."""
    counts = Counter(verdict.counts_as for verdict in card.verdicts if verdict.claim)
    owners = Counter(row.end.ending.owner for row in card.rows if row.end and not row.accepted)
    holding = [verdict for verdict in card.verdicts if verdict.claim and verdict.counts_as is Outcome.CONFIRMED]
    accepted = sum(verdict.outcome is not Outcome.CONFIRMED for verdict in holding)
    return Tally(
        hold=len(holding) - accepted,
        accepted=accepted,
        unseen=sum(verdict.outcome is Outcome.NOT_CHECKABLE is not verdict.counts_as for verdict in card.verdicts if verdict.claim),
        off=counts[Outcome.OFF],
        unsteady=counts[Outcome.UNSTEADY],
        unchecked=counts[Outcome.NOT_CHECKABLE],
        theirs=counts[Outcome.BROKEN_THEIRS],
        ours=counts[Outcome.BROKEN_OURS],
        stopped=owners[Owner.THEIRS],
        faults=owners[Owner.OURS],
        unproved=sum(row.unproved for row in card.rows),
        errors=sum(problem.severity is Severity.ERROR for problem in card.problems),
        no_manifest=_lacks_manifest(card),
    )


def conclusion(counts: Tally) -> Conclusion:
    """Conclude: what costs is a failure; what has to be mended, an action; our fault and nothing checked are neutral."""
    if counts.off or counts.theirs or counts.stopped or counts.unproved:
        return Conclusion.FAILURE
    if counts.errors or counts.no_manifest:
        return Conclusion.ACTION_REQUIRED
    if counts.ours or counts.faults or not counts.hold + counts.accepted:
        return Conclusion.NEUTRAL
    return Conclusion.SUCCESS


def labels(counts: Tally) -> tuple[str, ...]:
    """Choose the labels of the pull request."""
    chosen = {
        VERIFIED: conclusion(counts) is Conclusion.SUCCESS,
        DIFFERS: counts.off + counts.unproved > 0,
        BROKEN: counts.theirs + counts.stopped > 0,
        NEEDS_MANIFEST: counts.no_manifest,
        NOT_CHECKED: counts.ours + counts.faults > 0
        or not (counts.no_manifest or counts.hold + counts.accepted + counts.off + counts.theirs + counts.stopped + counts.unproved),
    }
    return tuple(label for label, holds in chosen.items() if holds)


def _lacks_manifest(card: Card) -> bool:
    """Tell whether the manifest is missing or refused: without it nothing can be run."""
    refused = any(
        problem.severity is Severity.ERROR and (problem.code.startswith("manifest-") or problem.place.path.endswith("submission.yml"))
        for problem in card.problems
    )
    return refused or any(verdict.reason.code == "no-manifest" for verdict in card.verdicts)

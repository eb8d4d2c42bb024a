"""Hold claims against runs, and count what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from grader.core.run import Runs
from grader.core.submission import Claim
from grader.core.verdict import Outcome, Verdict
from grader.course import Course
from grader.judge.judge import judge
from tests.truth.adapters import HONEST, ORIGINAL, Row
from tests.truth.scene import printed, submission
from tests.truth.tampering import KINDS

ROWS = (ORIGINAL, *HONEST)


@dataclass(slots=True)
class Tally:
    """Outcomes of honest cells, of tampered ones by kind, and of cheats by name; `within` are those inside the printed bounds."""

    honest: Counter[Outcome] = field(default_factory=Counter)
    accused: list[str] = field(default_factory=list)
    tampered: dict[str, Counter[str]] = field(default_factory=dict)
    methods: dict[str, Counter[Outcome]] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.honest += other.honest
        self.accused += other.accused
        for name, counts in other.tampered.items():
            self.tampered.setdefault(name, Counter()).update(counts)
        for name, outcomes in other.methods.items():
            self.methods.setdefault(name, Counter()).update(outcomes)

    @property
    def caught(self) -> tuple[int, int]:
        """Of the tampered cells beyond the printed bounds: how many came out `off`, and how many there were."""
        off = sum(counts["caught"] for counts in self.tampered.values())
        return off, off + sum(counts["missed"] for counts in self.tampered.values())


def held(course: Course, task: str, runs: Sequence[Runs]) -> Tally:
    """Hold the honest numbers of every run against every other run, and each of them tampered with in every way."""
    tally = Tally()
    for claimed, measured in permutations(runs, 2):
        for named in (True, False):
            claims = printed(claimed, named=named)
            honest: dict[tuple[int, str], Verdict] = {}
            for row, verdict in verdicts(course, task, ROWS, claims, measured):
                honest[row, verdict.metric] = verdict
                tally.honest[verdict.outcome] += 1
                if verdict.outcome is Outcome.OFF:
                    tally.accused.append(f"{task}, {ROWS[row].name}: {verdict.metric} {verdict.reason.facts}")
            for row, place, name, wrong in tampered(claims):
                changed = [(*own[:place], wrong, *own[place + 1 :]) if index == row else own for index, own in enumerate(claims)]
                [found] = [each for at, each in verdicts(course, task, ROWS, changed, measured) if at == row and each.claim == wrong]
                tally.tampered.setdefault(name, Counter())[fate(honest[row, wrong.metric], found)] += 1
    return tally


def proved(course: Course, task: str, rows: Sequence[Row], runs: Runs) -> Tally:
    """Judge the methods of rows, the first of which is the original."""
    card = judge(submission(course, task, rows), runs, course)
    pairs = zip(rows[1:], card.rows[1:], strict=True)
    return Tally(methods={("" if row.cheats else "honest: ") + row.name: Counter([judged.method_verdict.outcome]) for row, judged in pairs})


def verdicts(
    course: Course, task: str, rows: Sequence[Row], claims: Sequence[tuple[Claim, ...]], runs: Runs
) -> Iterator[tuple[int, Verdict]]:
    """Judge a submission; yield the row and the verdict of every claim."""
    card = judge(submission(course, task, rows, claims), runs, course)
    for index, row in enumerate(card.rows):
        yield from ((index, verdict) for verdict in row.verdicts if verdict.claim is not None)


def tampered(claims: Sequence[tuple[Claim, ...]]) -> Iterator[tuple[int, int, str, Claim]]:
    """Yield every honest claim of a compressed row turned in every way: the row, the place in it, the kind, the wrong claim."""
    for row, own in enumerate(claims):
        whole = {claim.metric: claim for claim in own}
        for place, claim in enumerate(own):
            for kind in KINDS:
                wrong = kind.turn(claim, whole)
                if row and wrong is not None and wrong.value != claim.value:
                    yield row, place, kind.name, wrong


def fate(honest: Verdict, found: Verdict) -> str:
    """Say what came of a tampered claim, whose honest form was judged by itself.

    It is caught; or it lies within the bounds that the review prints for the honest number; or it was not judged, for a reason
    that the review states; or it fits something else that people mean by such a cell, such as MiB or the peak of the whole
    process, and the review says what; or it was missed.
    """
    if found.outcome is Outcome.OFF:
        return "caught"
    if found.claim and honest.low is not None and honest.high is not None and honest.low <= found.claim.value <= honest.high:
        return "within"
    if found.outcome is not Outcome.CONFIRMED:
        return "not judged"
    return "missed" if reading(found) == reading(honest) else "other meaning"


def reading(verdict: Verdict) -> tuple[object, object]:
    """Say as what a claim was read: the definition, and the unit."""
    return verdict.measurement and verdict.measurement.definition, verdict.reason.facts.get("unit")

"""Decisions laid over verdicts: what was measured stays, what counts follows, nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.decision import NO_ROW, Decision, DecisionKind
from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.core.problem import Place
from grader.core.run import Ending, Runs
from grader.core.submission import Submission
from grader.core.verdict import Card
from grader.core.words import Language
from grader.judge.judge import judge
from grader.wire import artifact
from tests.judge.build import COURSE, INT8, PROVING, PRUNING, claim, earned, measured, row, run, runs, submission
from tests.judge.test_laws import all_runs, submissions
from tests.judge.test_reasons import CATALOGUE

SIZES = (measured(Metric.SIZE_MB, Definition.FOLDER, 10.0), measured(Metric.GZ_MB, Definition.GZIP, 8.0))


def handed_in() -> Submission:
    """Two rows on lines 51 and 52: of the first both numbers are off, of the second one holds."""
    first = row(claim(Metric.SIZE_MB, "5.0"), claim(Metric.GZ_MB, "4.0"), method=PRUNING, text="pruning", manifest=0)
    second = row(claim(Metric.SIZE_MB, "10.0"), method=INT8, text="int8", manifest=1)
    return submission(replace(first, place=Place(path="README.md", line=51)), replace(second, place=Place(path="README.md", line=52)))


RUNS = runs(run(*SIZES, row=0), run(*SIZES, row=1))


def plain(kind: DecisionKind, number: int | None, reason: str) -> Decision:
    return Decision(kind=kind, row=number, reason=reason, by="prof", at="2026-03-02T10:00:00Z", url="https://x/pull/1#issuecomment-5")


def accept(number: int, reason: str = "because") -> Decision:
    return plain(DecisionKind.ACCEPT, number, reason)


def override(number: int, metric: Metric, outcome: Outcome, reason: str = "because") -> Decision:
    return replace(plain(DecisionKind.OVERRIDE, number, reason), metric=metric, outcome=outcome)


def points(number: float) -> Decision:
    return replace(plain(DecisionKind.POINTS, None, "because"), points=number)


def card(*decisions: Decision, one: Submission | None = None, ran: Runs | None = RUNS) -> Card:
    return judge(one or handed_in(), ran, COURSE, decisions)


def outcomes(found: Card, index: int = 0) -> list[tuple[Outcome, Outcome]]:
    return [(verdict.outcome, verdict.counts_as) for verdict in found.rows[index].verdicts if verdict.claim]


OFF, HOLDS = Outcome.OFF, Outcome.CONFIRMED


def test_without_a_decision_what_was_measured_counts() -> None:
    assert outcomes(card()) == [(OFF, OFF), (OFF, OFF)]
    assert [each.mergeable for each in card().rows] == [False, True]


def test_a_number_that_is_changed_after_the_decision_was_not_decided_on() -> None:
    """An acceptance is of the whole row, an override of its cell: another number elsewhere leaves an override alone."""
    pinned = card(accept(51), override(51, Metric.SIZE_MB, HOLDS)).decisions
    first, second = handed_in().rows
    other = replace(first, claims=(first.claims[0], claim(Metric.GZ_MB, "3.0")))
    found = card(*pinned, one=replace(handed_in(), rows=(other, second)))
    assert outcomes(found) == [(OFF, HOLDS), (OFF, OFF)]
    assert [each.kind for each in found.lost] == [DecisionKind.ACCEPT]
    assert not found.rows[0].mergeable


@pytest.mark.parametrize("number", [51, 1])
def test_an_accepted_row_costs_nothing_and_can_be_merged(number: int) -> None:
    found = card(accept(number, "explained"))
    assert outcomes(found) == [(OFF, HOLDS), (OFF, HOLDS)]
    assert found.rows[0].mergeable
    assert earned(found)["numbers"] == COURSE.points.numbers > earned(card())["numbers"]
    accepted = found.rows[0].accepted
    assert accepted is not None
    assert (accepted.reason, accepted.by, accepted.url) == ("explained", "prof", "https://x/pull/1#issuecomment-5")
    assert outcomes(found, 1) == [(HOLDS, HOLDS)]


def test_acceptance_covers_code_that_stopped() -> None:
    broken = runs(run(row=0, ending=Ending.RAISED), run(*SIZES, row=1))
    assert earned(card(ran=broken))["runs"] < COURSE.points.runs
    found = card(accept(51), ran=broken)
    assert earned(found)["runs"] == COURSE.points.runs
    assert [counted for _, counted in outcomes(found)] == [HOLDS, HOLDS]


def test_an_overridden_cell_counts_as_decided() -> None:
    found = card(override(51, Metric.GZ_MB, Outcome.BROKEN_OURS))
    assert outcomes(found) == [(OFF, OFF), (OFF, Outcome.BROKEN_OURS)]
    assert earned(found)["numbers"] > earned(card())["numbers"]
    stricter = card(override(52, Metric.SIZE_MB, OFF))
    assert outcomes(stricter, 1) == [(HOLDS, OFF)]
    assert not stricter.rows[1].mergeable


def test_the_newest_decision_on_a_cell_wins() -> None:
    size = Metric.SIZE_MB
    assert outcomes(card(override(51, size, HOLDS), override(51, size, OFF)))[0] == (OFF, OFF)
    assert outcomes(card(override(51, size, OFF), accept(51)))[0] == (OFF, HOLDS)
    reopened = card(accept(51), override(51, size, OFF, "no"))
    assert outcomes(reopened) == [(OFF, OFF), (OFF, HOLDS)]
    assert not reopened.rows[0].mergeable
    assert card(accept(51), override(51, size, Outcome.UNSTEADY)).rows[0].mergeable


@pytest.mark.parametrize("total", [0.0, 8.5, 12.0])
def test_points_are_brought_to_the_total_by_a_line_of_their_own(total: float) -> None:
    found = card(points(3.0), points(total))
    assert sum(line.points for line in found.points) == pytest.approx(total)
    assert found.points[:-1] == card().points
    (line,) = [line for line in found.points if line.name == "decided"]
    assert line.of == 0
    for language in Language:
        told = CATALOGUE[line.reason.code].say(line.reason.facts, language, str)
        assert "prof" in told
        assert "because" in told


def test_a_hold_stands_until_it_is_released() -> None:
    hold, release = (plain(kind, None, "") for kind in (DecisionKind.HOLD, DecisionKind.RELEASE))
    assert card(hold).hold == hold
    assert card(hold, release).hold is None
    assert card(hold, release, hold).hold == hold
    assert outcomes(card(hold)) == outcomes(card())


@pytest.mark.parametrize(
    ("lost", "found_row"),
    [
        (accept(99), False),
        (accept(0), False),
        (override(51, Metric.WER, OFF), True),
        (override(52, Metric.GZ_MB, HOLDS), True),
    ],
)
def test_a_decision_about_nothing_is_kept_apart(lost: Decision, found_row: bool) -> None:
    found = card(lost, accept(51))
    assert [(each.kind, each.row) for each in found.lost] == [(lost.kind, lost.row)]
    assert (found.lost[0].row_key != NO_ROW) == found_row
    assert [each.row for each in found.decisions] == [51]


def test_rows_that_share_a_line_are_told_apart_by_number_alone() -> None:
    one = handed_in()
    turned = replace(
        one, rows=tuple(replace(each, place=Place(path="README.md", line=51, column=index)) for index, each in enumerate(one.rows))
    )
    assert [each.row for each in card(accept(51), one=turned).lost] == [51]
    assert card(accept(2), one=turned).rows[1].accepted is not None


def test_a_decision_follows_its_row_to_another_line() -> None:
    (meant,) = card(accept(51)).decisions
    one = handed_in()
    moved = replace(one, rows=(replace(one.rows[1], place=one.rows[0].place), replace(one.rows[0], place=one.rows[1].place)))
    rows = card(meant, one=moved).rows
    assert [each.method_text for each in rows if each.accepted] == ["pruning"]


DECISIONS = st.builds(
    Decision,
    kind=st.sampled_from(DecisionKind),
    row=st.none() | st.integers(-2, 60),
    metric=st.none() | st.sampled_from(Metric),
    method=st.booleans(),
    outcome=st.none() | st.sampled_from(Outcome),
    points=st.none() | st.floats(0, 1000),
    reason=st.text(max_size=5),
    by=st.sampled_from(["prof", "assistant"]),
    at=st.just("2026-03-02T10:00:00Z"),
    url=st.sampled_from(["https://x/pull/1#issuecomment-5", "x"]),
    row_key=st.sampled_from(["", NO_ROW, "ab" * 8]),
)


@given(submissions(), st.none() | all_runs(), st.lists(DECISIONS, max_size=6))
@settings(max_examples=150, deadline=None)
def test_decisions_never_raise_never_change_a_measurement_and_are_never_lost(
    one: Submission, ran: Runs | None, made: list[Decision]
) -> None:
    bare, decided = judge(one, ran, COURSE), judge(one, ran, COURSE, made)
    assert [each.method_verdict.outcome for each in decided.rows] == [each.method_verdict.outcome for each in bare.rows]
    measured_outcomes = [(verdict.metric, verdict.outcome, verdict.reason, verdict.measurement) for verdict in bare.verdicts]
    assert repr([(verdict.metric, verdict.outcome, verdict.reason, verdict.measurement) for verdict in decided.verdicts]) == repr(
        measured_outcomes
    )
    assert len(decided.decisions) + len(decided.lost) == len(made)
    for verdict in decided.verdicts:
        assert verdict.decision is None or verdict.claim is not None
    assert msgspec.json.decode(artifact.encode(replace(decided, rows=())), type=Card) == replace(decided, rows=())


@given(submissions(), all_runs(), st.lists(st.integers(1, 60), max_size=4))
@settings(max_examples=100, deadline=None)
def test_accepting_never_costs_points(one: Submission, ran: Runs, numbers: list[int]) -> None:
    before, after = earned(judge(one, ran, PROVING)), earned(judge(one, ran, PROVING, list(map(accept, numbers))))
    assert all(after[name] >= got for name, got in before.items())

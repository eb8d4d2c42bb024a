"""What is said of a row's method, what it costs, and how an instructor decides about it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.audit import Audit, Evidence, Proof
from grader.core.decision import Decision, DecisionKind, read_pins, write_pins
from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.core.run import Ending, RowRun
from grader.core.submission import Submission
from grader.core.table import Family, Method
from grader.core.verdict import Card, MethodVerdict
from grader.course import load_course
from grader.judge.judge import judge
from tests.judge.build import COURSE, INT8, ORIGINAL, PROVING, PRUNING, claim, earned, measured, row, run, runs, submission

FOLDER = measured(Metric.SIZE_MB, Definition.FOLDER, 1.0)
SIZE = claim(Metric.SIZE_MB, "1.00")
OVERRIDE = Decision(
    kind=DecisionKind.OVERRIDE,
    row=1,
    method=True,
    outcome=Outcome.CONFIRMED,
    reason="a method of their own",
    by="prof",
    at="2026-03-02T10:00:00Z",
    url="https://x/pull/1#issuecomment-5",
)


def card(one: RowRun | None, *decisions: Decision, method: Method = PRUNING, handed: Submission | None = None) -> Card:
    handed = handed or submission(row(SIZE, method=method), coded=1)
    return judge(handed, runs(one) if one else None, PROVING, decisions)


def found(one: RowRun | None, *decisions: Decision, method: Method = PRUNING) -> MethodVerdict:
    return card(one, *decisions, method=method).rows[0].method_verdict


@pytest.mark.parametrize(
    ("one", "outcome", "code"),
    [
        (run(FOLDER, proof=Proof.APPLIED), Outcome.CONFIRMED, "method-applied"),
        (run(FOLDER, proof=Proof.NOT_APPLIED), Outcome.OFF, "method-not-applied"),
        (run(FOLDER, proof=Proof.CANNOT_TELL), Outcome.NOT_CHECKABLE, "method-cannot-tell"),
        (run(FOLDER), Outcome.NOT_CHECKABLE, "method-not-audited"),
        (None, Outcome.NOT_CHECKABLE, "not-run"),
        (run(ending=Ending.RAISED), Outcome.BROKEN_THEIRS, "adapter-raised"),
        (run(ending=Ending.SANDBOX_UNAVAILABLE), Outcome.BROKEN_OURS, "sandbox-unavailable"),
        (run(proof=Proof.APPLIED, ending=Ending.RAISED), Outcome.CONFIRMED, "method-applied"),
        (run(proof=Proof.NOT_APPLIED, ending=Ending.RUNNER_LOST), Outcome.OFF, "method-not-applied"),
    ],
)
def test_the_outcome_follows_the_proof_and_without_one_the_end(one: RowRun | None, outcome: Outcome, code: str) -> None:
    verdict = found(one)
    assert (verdict.outcome, verdict.reason.code, verdict.counts_as) == (outcome, code, outcome)


def test_an_original_has_no_method_to_prove_even_if_only_the_manifest_says_so() -> None:
    assert found(run(FOLDER), method=ORIGINAL).outcome is Outcome.NOT_APPLICABLE
    unsaid = replace(submission(row(SIZE, method=ORIGINAL)), rows=(row(SIZE, method=Method(family=Family.UNKNOWN)),))
    assert card(run(FOLDER), handed=unsaid).rows[0].method_verdict.reason.code == "method-original"


def test_without_a_manifest_the_method_is_not_checkable_and_costs_nothing() -> None:
    bare = card(run(FOLDER, proof=Proof.NOT_APPLIED), handed=submission(row(SIZE), manifest=False))
    assert bare.rows[0].method_verdict.reason.code == "no-manifest"
    assert earned(bare)["method"] == 2


def test_a_row_whose_method_was_not_applied_is_not_merged_though_all_its_numbers_hold() -> None:
    assert card(run(FOLDER, proof=Proof.APPLIED)).rows[0].mergeable
    assert card(run(FOLDER, proof=Proof.CANNOT_TELL)).rows[0].mergeable
    left_out = card(run(FOLDER, proof=Proof.NOT_APPLIED)).rows[0]
    assert [verdict.outcome for verdict in left_out.verdicts if verdict.claim] == [Outcome.CONFIRMED]
    assert (left_out.unproved, left_out.mergeable) == (True, False)


def test_a_stop_of_their_code_counts_by_its_end_and_not_as_a_method_left_out() -> None:
    stopped = card(run(FOLDER, ending=Ending.RAISED))
    assert not stopped.rows[0].unproved
    assert (earned(stopped)["runs"], earned(stopped)["method"]) == (0, 2)


def test_what_is_not_a_number_stays_out_of_the_card() -> None:
    facts: dict[str, str | int | float] = {"a": math.nan, "b": -math.inf, "c": 0.5, "d": 3, "e": "x"}
    odd = Audit(proof=Proof.APPLIED, evidence=(Evidence(code="seen", facts=facts),), agreement=math.nan)
    audit = card(replace(run(FOLDER), audit=odd)).rows[0].audit
    assert audit is not None
    assert audit.agreement is None
    assert audit.evidence[0].facts == {"a": "nan", "b": "-inf", "c": 0.5, "d": 3, "e": "x"}


def test_equal_answers_decide_nothing() -> None:
    same, other = (card(run(FOLDER, proof=Proof.APPLIED, agreement=share)) for share in (1.0, 0.5))
    assert same.points == other.points
    assert same.rows[0].method_verdict == other.rows[0].method_verdict


@pytest.mark.parametrize(
    ("proofs", "points", "code"),
    [
        ((Proof.APPLIED, Proof.APPLIED, Proof.APPLIED), 2.0, "points-method"),
        ((Proof.APPLIED, None, Proof.CANNOT_TELL), 2.0, "points-method"),
        ((Proof.APPLIED, None, Proof.NOT_APPLIED), 1.33, "points-method-off"),
        ((Proof.NOT_APPLIED, Proof.NOT_APPLIED, Proof.NOT_APPLIED), 0.0, "points-method-off"),
    ],
)
def test_only_methods_that_were_left_out_cost(proofs: tuple[Proof | None, ...], points: float, code: str) -> None:
    rows = tuple(row(SIZE, manifest=index) for index in range(3))
    original, gone = row(SIZE, method=ORIGINAL, manifest=3), row(method=INT8, manifest=None, because="no kernels")
    made = tuple(run(FOLDER, row=index, proof=proof) for index, proof in enumerate(proofs))
    scored = judge(submission(*rows, original, gone, coded=3), runs(*made, run(FOLDER, row=3)), PROVING)
    line = scored.points[-1]
    assert (line.name, line.points, line.of, line.reason.code) == ("method", points, 2, code)
    assert dict(line.reason.facts) == {"rows": 3, "proved": proofs.count(Proof.APPLIED), "off": proofs.count(Proof.NOT_APPLIED)}
    assert sum(each.of for each in scored.points) == PROVING.points.total == 10


def test_a_course_may_leave_the_method_out_of_its_rubric() -> None:
    names = [line.name for line in judge(submission(row(SIZE)), runs(run(FOLDER, proof=Proof.NOT_APPLIED)), COURSE).points]
    assert names == ["table", "runs", "numbers"]


def test_a_negative_result_honestly_reported_earns_as_much_as_a_positive_one() -> None:
    """Four times the size, two and a half times the time, quality down to chance; and the same table with a good result."""
    original = row(SIZE, claim(Metric.CPU_MS, "10.0"), method=ORIGINAL)
    got = {}
    for size, speed, cpu, quality in (("4.00", 0.4, "25.0", "0.100"), ("0.25", 2.5, "4.0", "0.990")):
        claims = (claim(Metric.SIZE_MB, size), claim(Metric.CPU_MS, cpu), claim(Metric.ACCURACY, quality))
        result = (
            measured(Metric.SIZE_MB, Definition.FOLDER, float(size)),
            measured(Metric.CPU_MS, Definition.SPEED_UP, speed, 0.99 * speed, 1.01 * speed),
            measured(Metric.ACCURACY, Definition.EVALUATION, float(quality)),
        )
        made = judge(submission(original, row(*claims, manifest=1)), runs(run(FOLDER), run(*result, row=1, proof=Proof.APPLIED)), PROVING)
        got[size] = [(line.points, line.reason) for line in made.points]
        assert made.rows[1].mergeable
    assert got["4.00"] == got["0.25"]
    assert sum(points for points, _ in got["4.00"]) == 10


def test_a_decision_about_the_method_counts_and_leaves_what_was_found() -> None:
    decided = card(run(FOLDER, proof=Proof.NOT_APPLIED), OVERRIDE)
    verdict = decided.rows[0].method_verdict
    assert (verdict.outcome, verdict.counts_as, verdict.decision and verdict.decision.by) == (Outcome.OFF, Outcome.CONFIRMED, "prof")
    assert decided.rows[0].mergeable
    assert earned(decided)["method"] == 2
    assert not any(each.decision for each in decided.rows[0].verdicts)
    stricter = card(run(FOLDER, proof=Proof.CANNOT_TELL), replace(OVERRIDE, outcome=Outcome.OFF))
    assert not stricter.rows[0].mergeable
    assert earned(stricter)["method"] == 0
    accepted = card(run(FOLDER, proof=Proof.NOT_APPLIED), replace(OVERRIDE, kind=DecisionKind.ACCEPT, method=False, outcome=None))
    assert accepted.rows[0].method_verdict.counts_as is Outcome.CONFIRMED
    assert earned(accepted)["method"] == 2


def test_a_decision_about_the_method_survives_other_numbers_and_lapses_with_the_method() -> None:
    left_out = run(FOLDER, proof=Proof.NOT_APPLIED)
    (meant,) = card(left_out, OVERRIDE).decisions
    other_number = submission(row(claim(Metric.SIZE_MB, "1.01")), coded=1)
    assert not card(left_out, meant, handed=other_number).rows[0].unproved
    other_method = card(left_out, meant, method=INT8)
    assert other_method.rows[0].unproved
    assert [each.method for each in other_method.lost] == [True]


@pytest.mark.parametrize("handed", [submission(row(SIZE, method=ORIGINAL)), submission(row(method=INT8, because="no kernels"))])
def test_there_is_nothing_to_decide_where_there_is_no_method_to_prove(handed: Submission) -> None:
    decided = card(run(FOLDER), OVERRIDE, handed=handed)
    assert (decided.decisions, len(decided.lost)) == ((), 1)


def test_several_cells_of_one_row_decided_in_one_comment_all_survive_a_regrade() -> None:
    numbers = (replace(OVERRIDE, method=False, metric=metric) for metric in (Metric.SIZE_MB, Metric.GZ_MB))
    made = [OVERRIDE, *numbers, replace(OVERRIDE, kind=DecisionKind.ACCEPT, method=False, outcome=None)]
    handed = submission(row(SIZE, claim(Metric.GZ_MB, "0.5")), coded=1)
    first = card(run(FOLDER, proof=Proof.NOT_APPLIED), *made, handed=handed)
    pins = read_pins(write_pins(first.decisions))
    again = [replace(each, row_key=pins[5, 1, each.cell]) for each in made]
    assert card(run(FOLDER, proof=Proof.NOT_APPLIED), *again, handed=handed) == first
    assert len(first.decisions) == 4


def test_a_row_that_says_why_its_method_does_not_apply_is_taken_and_costs_nothing() -> None:
    said, unsaid = row(method=INT8, manifest=1, because="no kernels"), row(method=INT8, manifest=1, na=True)
    with_reason, without = (judge(submission(row(SIZE), one, coded=1), runs(run(FOLDER)), PROVING) for one in (said, unsaid))
    assert earned(with_reason) == earned(without) == {"table": 2, "runs": 2, "numbers": 4, "method": 2}
    assert (with_reason.rows[1].because, with_reason.rows[1].mergeable) == ("no kernels", True)
    assert (without.rows[1].because, without.rows[1].mergeable) == ("", False)
    reasons = {(verdict.outcome, verdict.reason.code, *verdict.reason.facts.values()) for verdict in with_reason.rows[1].verdicts}
    assert reasons == {(Outcome.NOT_APPLICABLE, "not-applicable-because", "no kernels")}
    assert with_reason.rows[1].method_verdict.outcome is without.rows[1].method_verdict.outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(("path", "method"), [("tests/course/course.yml", 0), (".github/course.yml", 2)])
def test_a_course_file_need_not_name_the_method_in_its_rubric(path: str, method: float) -> None:
    points = load_course(Path(__file__).parents[2] / path).points
    assert (points.method, points.total) == (method, 10)

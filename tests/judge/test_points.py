from __future__ import annotations

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.run import Ending, Owner
from grader.core.verdict import Card
from grader.core.words import Severity
from grader.judge.judge import judge
from tests.judge.build import COURSE, ORIGINAL, claim, earned, measured, problem, row, run, runs, submission

FULL = {"table": 2.0, "runs": 3.0, "numbers": 5.0}
SIZE = claim(Metric.SIZE_MB, "1.00")
FOLDER = measured(Metric.SIZE_MB, Definition.FOLDER, 1.0)
WRONG = measured(Metric.SIZE_MB, Definition.FOLDER, 2.0)
OURS = [ending for ending in Ending if ending.owner is Owner.OURS]
THEIRS = [ending for ending in Ending if ending.owner is Owner.THEIRS]


def reason(card: Card, name: str) -> str:
    return next(line.reason.code for line in card.points if line.name == name)


def test_an_honest_submission_earns_everything() -> None:
    assert earned(judge(submission(row(SIZE)), runs(run(FOLDER)), COURSE)) == FULL


def test_a_negative_result_honestly_reported_earns_the_same() -> None:
    """The compressed model is larger, slower and far worse than the original, and the table says so."""
    each = measured(Metric.CPU_MS, Definition.SPEED_UP, 0.4, 0.39, 0.41)
    worse = (measured(Metric.SIZE_MB, Definition.FOLDER, 4.0), measured(Metric.ACCURACY, Definition.EVALUATION, 0.1), each)
    claims = (claim(Metric.SIZE_MB, "4.00"), claim(Metric.CPU_MS, "25.0"), claim(Metric.ACCURACY, "0.100"))
    original = row(SIZE, claim(Metric.CPU_MS, "10.0"), method=ORIGINAL)
    card = judge(submission(original, row(*claims, manifest=1)), runs(run(FOLDER), run(*worse, row=1)), COURSE)
    assert earned(card) == FULL
    assert reason(card, "numbers") == "points-numbers"


@pytest.mark.parametrize(
    ("problems", "table"),
    [
        ((), 2.0),
        ((problem(severity=Severity.WARNING),), 2.0),
        ((problem(severity=Severity.NOTE),), 2.0),
        ((problem("title-wrong", path="title"), problem("team-unknown", path="branch")), 2.0),
        ((problem(path="submissions/ml_masters/hw-3/submission.yml"),), 2.0),
        ((problem(),), 0.0),
        ((problem(path="docs/README.MD"),), 0.0),
        ((problem("column-missing", Severity.WARNING),), 0.0),
    ],
)
def test_only_errors_in_the_table_cost_points_for_the_table(problems: tuple[Problem, ...], table: float) -> None:
    card = judge(submission(row(SIZE), problems=problems), runs(run(FOLDER)), COURSE)
    assert earned(card) == {**FULL, "table": table}


def test_no_table_is_no_points_for_it_and_no_numbers() -> None:
    card = judge(submission(), None, COURSE)
    assert earned(card) == {"table": 0.0, "runs": 3.0, "numbers": 0.0}
    assert [line.reason.code for line in card.points] == ["points-table-empty", "points-runs-none", "points-numbers-none"]


@pytest.mark.parametrize("ending", THEIRS)
def test_a_row_that_breaks_costs_in_runs_and_not_a_second_time(ending: Ending) -> None:
    rows = tuple(row(SIZE, manifest=index) for index in range(3))
    card = judge(submission(*rows), runs(run(FOLDER), run(FOLDER, row=1), run(row=2, ending=ending)), COURSE)
    assert earned(card) == {**FULL, "runs": 2.0}
    assert reason(card, "runs") == "points-runs-broken"


@pytest.mark.parametrize("ending", OURS)
def test_what_broke_by_our_fault_and_what_was_not_run_costs_nothing(ending: Ending) -> None:
    rows = tuple(row(SIZE, manifest=index) for index in range(3))
    assert earned(judge(submission(*rows), runs(run(FOLDER), run(row=1, ending=ending)), COURSE)) == FULL


def test_an_original_needs_no_code() -> None:
    card = judge(submission(row(SIZE, method=ORIGINAL)), runs(run(FOLDER)), COURSE)
    assert earned(card) == FULL
    assert reason(card, "runs") == "points-runs-none"


def test_without_a_manifest_nothing_ran() -> None:
    card = judge(submission(row(SIZE), manifest=False), None, COURSE)
    assert earned(card) == {**FULL, "runs": 0.0}
    assert reason(card, "runs") == "points-no-manifest"


def test_each_number_that_is_off_costs_its_share_rounded_to_two_decimals() -> None:
    rows = tuple(row(SIZE, manifest=index) for index in range(3))
    card = judge(submission(*rows), runs(run(FOLDER), run(FOLDER, row=1), run(WRONG, row=2)), COURSE)
    assert earned(card) == {**FULL, "numbers": 3.33}
    line = card.points[-1]
    assert (line.of, line.reason.code, dict(line.reason.facts)) == (5, "points-numbers-off", {"claimed": 3, "confirmed": 2, "off": 1})


def test_a_number_that_is_off_weighs_the_same_however_much_we_could_check() -> None:
    claims = (SIZE, claim(Metric.RAM_MB, "50.0"), claim(Metric.GPU_MS, "3.0"), claim(Metric.ACCURACY, "0.900"))
    ram, accuracy = measured(Metric.RAM_MB, Definition.RESIDENT, 50.0), measured(Metric.ACCURACY, Definition.EVALUATION, 0.9)
    for found, ending in (((ram, accuracy), Ending.DONE), ((ram,), OURS[0]), ((), OURS[0])):
        card = judge(submission(row(*claims)), runs(run(WRONG, *found, ending=ending)), COURSE)
        assert earned(card) == {**FULL, "numbers": 3.75}


@pytest.mark.parametrize("homework", [None, 3, 99])
def test_points_come_out_whatever_the_title_says(homework: int | None) -> None:
    assert earned(judge(submission(row(SIZE), homework=homework), runs(run(FOLDER)), COURSE)) == FULL

"""Which verdicts a row has, in which order, and what is said where nothing can be compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric
from grader.core.run import Ending, Owner
from grader.core.submission import Claim
from grader.core.verdict import Card, Outcome
from grader.judge.judge import judge
from tests.judge.build import COURSE, claim, measured, row, run, runs, submission

FOLDER = measured(Metric.SIZE_MB, Definition.FOLDER, 1.0, samples=(1.0, 1.0))
ACCURACY = measured(Metric.ACCURACY, Definition.EVALUATION, 0.9)
SIZE, QUALITY = claim(Metric.SIZE_MB, "1.00"), claim(Metric.ACCURACY, "0.900")


def said(card: Card, index: int = 0) -> list[tuple[Metric, Outcome, str]]:
    return [(verdict.metric, verdict.outcome, verdict.reason.code) for verdict in card.rows[index].verdicts]


def test_verdicts_stand_in_the_order_of_the_lessons_columns() -> None:
    loss, f1, latency = claim(Metric.LOSS, "0.3"), claim(Metric.F1, "0.9"), claim(Metric.LATENCY_MS, "3")
    card = judge(submission(row(QUALITY, latency, f1, SIZE, loss)), None, COURSE)
    assert [verdict.metric for verdict in card.verdicts] == [
        Metric.SIZE_MB, Metric.GZ_MB, Metric.CPU_MS, Metric.GPU_MS, Metric.RAM_MB, Metric.VRAM_MB,
        Metric.ACCURACY, Metric.F1, Metric.LOSS, Metric.LATENCY_MS,
    ]  # fmt: skip
    assert [verdict.claim for verdict in card.verdicts if verdict.claim] == [SIZE, QUALITY, f1, loss, latency]


@pytest.mark.parametrize("homework", [None, 99])
def test_without_a_lesson_the_claims_stand_in_their_own_order(homework: int | None) -> None:
    card = judge(submission(row(QUALITY, SIZE, QUALITY), homework=homework), None, COURSE)
    assert [verdict.claim for verdict in card.verdicts] == [QUALITY, SIZE, QUALITY]


def test_a_column_without_a_claim_is_not_claimed() -> None:
    verdicts = said(judge(submission(row(SIZE)), runs(run(FOLDER)), COURSE))
    assert verdicts[0] == (Metric.SIZE_MB, Outcome.CONFIRMED, "size-fits-folder")
    assert {(outcome, code) for _, outcome, code in verdicts[1:]} == {(Outcome.NOT_CLAIMED, "not-claimed")}


@pytest.mark.parametrize(
    ("elsewhere", "measurement", "metric"),
    [
        (claim(Metric.WER, "0.2"), ACCURACY, Metric.WER),
        (SIZE, measured(Metric.BLEU, Definition.EVALUATION, 20), Metric.BLEU),
        (SIZE, FOLDER, Metric.ACCURACY),
    ],
)
def test_an_empty_quality_cell_stands_for_the_metric_of_the_other_rows(elsewhere: Claim, measurement: Measurement, metric: Metric) -> None:
    card = judge(submission(row(SIZE), row(elsewhere, manifest=1)), runs(run(measurement, row=1)), COURSE)
    assert said(card)[-1] == (metric, Outcome.NOT_CLAIMED, "not-claimed")
    assert card.rows[0].verdicts[-1].reason.facts == {"column": "quality"}


def test_a_row_that_says_not_applicable_is_not_applicable_all_over() -> None:
    card = judge(submission(row(SIZE, na=True)), runs(run(FOLDER)), COURSE)
    assert {(outcome, code) for _, outcome, code in said(card)} == {(Outcome.NOT_APPLICABLE, "not-applicable")}
    assert card.rows[0].verdicts[0].claim == SIZE


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (judge(submission(row(SIZE), manifest=False), runs(run(FOLDER)), COURSE), "no-manifest"),
        (judge(submission(row(SIZE, manifest=None)), runs(run(FOLDER)), COURSE), "row-not-in-manifest"),
        (judge(submission(row(SIZE, manifest=7)), runs(run(FOLDER)), COURSE), "row-not-in-manifest"),
        (judge(submission(row(SIZE, manifest=-1)), runs(run(FOLDER)), COURSE), "row-not-in-manifest"),
        (judge(submission(row(SIZE)), None, COURSE), "not-run"),
        (judge(submission(row(SIZE)), runs(), COURSE), "not-run"),
        (judge(submission(row(SIZE)), runs(run(FOLDER, row=1)), COURSE), "not-run"),
        (judge(submission(row(SIZE)), runs(run(FOLDER), head="c" * 40), COURSE), "other-commit"),
    ],
)
def test_a_row_that_was_not_run_is_not_checkable(card: Card, code: str) -> None:
    assert said(card)[0] == (Metric.SIZE_MB, Outcome.NOT_CHECKABLE, code)


def test_measurements_of_another_commit_appear_nowhere() -> None:
    card = judge(submission(row(SIZE)), runs(run(FOLDER), head="c" * 40), COURSE)
    assert (card.machine, card.rows[0].end, card.rows[0].measurements) == (None, None, ())


@pytest.mark.parametrize("ending", list(Ending))
@pytest.mark.parametrize(
    ("one", "code"),
    [(claim(Metric.GPU_MS, "3"), "no-gpu"), (claim(Metric.VRAM_MB, "3"), "no-gpu"), (claim(Metric.LATENCY_MS, "3"), "device-unknown")],
)
def test_what_could_not_have_been_measured_is_not_checkable_however_the_run_ended(ending: Ending, one: Claim, code: str) -> None:
    card = judge(submission(row(one), homework=None), runs(run(ending=ending)), COURSE)
    assert said(card) == [(one.metric, Outcome.NOT_CHECKABLE, code)]


@pytest.mark.parametrize("ending", [ending for ending in Ending if ending is not Ending.DONE])
def test_what_was_measured_before_a_run_broke_is_judged_and_nothing_else_is_lost(ending: Ending) -> None:
    card = judge(submission(row(SIZE, QUALITY), homework=None), runs(run(FOLDER, ending=ending)), COURSE)
    broken = Outcome.BROKEN_OURS if ending.owner is Owner.OURS else Outcome.BROKEN_THEIRS
    broken = Outcome.NOT_CHECKABLE if ending is Ending.RUNTIME_ABSENT else broken
    assert said(card) == [(Metric.SIZE_MB, Outcome.CONFIRMED, "size-fits-folder"), (Metric.ACCURACY, broken, ending.value)]
    assert card.verdicts[1].reason.facts == {"error": "boom", "code": 3}
    assert broken.costs is (ending.owner is Owner.THEIRS)


def test_samples_stay_out_of_the_card() -> None:
    card = judge(submission(row(SIZE)), runs(run(FOLDER)), COURSE)
    assert card.rows[0].measurements == (replace(FOLDER, samples=()),)
    assert card.verdicts[0].measurement == replace(FOLDER, samples=())


def test_every_row_has_its_own_run() -> None:
    small, large = (
        run(measured(Metric.SIZE_MB, Definition.FOLDER, 1.0), row=1),
        run(measured(Metric.SIZE_MB, Definition.FOLDER, 9.0), row=0),
    )
    rows = (row(claim(Metric.SIZE_MB, "9.00")), row(claim(Metric.SIZE_MB, "9.00"), manifest=1))
    card = judge(submission(*rows, homework=None), runs(small, large), COURSE)
    assert [verdict.outcome for verdict in card.verdicts] == [Outcome.CONFIRMED, Outcome.OFF]
    assert [judged.end for judged in card.rows] == [large.end, small.end]


def test_problems_are_handed_on() -> None:
    one = submission(row(SIZE))
    assert judge(one, None, COURSE).problems == one.problems

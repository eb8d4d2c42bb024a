from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.submission import Claim
from grader.core.verdict import Outcome
from tests.judge.build import claim, measured, verdict_of

#: 366 of 400, the whole evaluation set
WHOLE = measured(Metric.ACCURACY, Definition.EVALUATION, 0.915)
SAMPLE = measured(Metric.ACCURACY, Definition.EVALUATION, 0.915, 0.875, 0.946)


def accuracy(written: str, *, percent: bool = False) -> Claim:
    return claim(Metric.ACCURACY, written, times=0.01 if percent else 1.0, unit="%" if percent else None)


@pytest.mark.parametrize(
    ("one", "outcome"),
    [
        (accuracy("0.915"), Outcome.CONFIRMED),
        (accuracy("0.92"), Outcome.CONFIRMED),
        (accuracy("0.920"), Outcome.CONFIRMED),
        (accuracy("0.921"), Outcome.OFF),
        (accuracy("0.909"), Outcome.OFF),
        (accuracy("0.945"), Outcome.OFF),  # three points too many
        (accuracy("91.5", percent=True), Outcome.CONFIRMED),
        (accuracy("92", percent=True), Outcome.CONFIRMED),
        (accuracy("92.1", percent=True), Outcome.OFF),
        (accuracy("94.5", percent=True), Outcome.OFF),
        (accuracy("-0.915"), Outcome.OFF),
        (accuracy("0"), Outcome.OFF),
        (accuracy("1"), Outcome.OFF),
    ],
)
def test_on_the_whole_evaluation_set_only_the_floor_and_the_rounding_are_allowed(one: Claim, outcome: Outcome) -> None:
    assert verdict_of(one, WHOLE).outcome is outcome


@pytest.mark.parametrize(("written", "outcome"), [("0.945", Outcome.CONFIRMED), ("0.960", Outcome.OFF), ("0.860", Outcome.OFF)])
def test_a_sample_adds_its_interval(written: str, outcome: Outcome) -> None:
    verdict = verdict_of(accuracy(written), SAMPLE)
    assert verdict.outcome is outcome
    assert (verdict.low, verdict.high) == pytest.approx((0.875 - 0.0055, 0.946 + 0.0055))


def test_facts_are_in_the_unit_that_was_typed_and_bounds_in_the_claims_own() -> None:
    verdict = verdict_of(accuracy("94.5", percent=True), WHOLE)
    assert verdict.reason.facts == pytest.approx({"claimed": "94.5", "measured": 91.5, "low": 90.95, "high": 92.05, "unit": "%"})
    assert (verdict.low, verdict.high) == pytest.approx((0.9095, 0.9205))


def test_an_error_typed_for_an_accuracy_is_a_percent_all_the_same() -> None:
    one = claim(Metric.ACCURACY, "8.5", value=0.915, unit="%")
    assert (verdict_of(one, WHOLE).low, verdict_of(one, WHOLE).high) == pytest.approx((0.9095, 0.9205))


@pytest.mark.parametrize(("written", "outcome"), [("21.03", Outcome.CONFIRMED), ("21.3", Outcome.OFF)])
def test_a_score_has_a_relative_floor(written: str, outcome: Outcome) -> None:
    assert verdict_of(claim(Metric.PPL, written), measured(Metric.PPL, Definition.EVALUATION, 21.0, 20.95, 21.05)).outcome is outcome


@pytest.mark.parametrize(("written", "outcome"), [("0.413", Outcome.CONFIRMED), ("41.3", Outcome.CONFIRMED), ("44.3", Outcome.OFF)])
def test_bleu_and_rouge_are_read_out_of_one_and_out_of_a_hundred(written: str, outcome: Outcome) -> None:
    assert verdict_of(claim(Metric.ROUGE, written), measured(Metric.ROUGE, Definition.EVALUATION, 0.4131)).outcome is outcome


ROUGE = tuple(
    measured(Metric.ROUGE, definition, value, value - 0.01, value + 0.01)
    for definition, value in ((Definition.ROUGE1, 0.41), (Definition.ROUGE2, 0.19), (Definition.ROUGEL, 0.30))
)


@pytest.mark.parametrize(
    ("written", "cell", "outcome", "code"),
    [
        ("0.405", "0.405", Outcome.CONFIRMED, "quality-fits-rouge1"),
        ("19.5", "19.5", Outcome.CONFIRMED, "quality-fits-rouge2"),
        ("0.30", "ROUGE-L: 0.30", Outcome.CONFIRMED, "quality-fits-rougel"),
        ("0.41", "0.41 rougeL", Outcome.OFF, "quality-off-rougel"),  # the cell names another one
        ("0.30", "rouge1 0.41 / rougeL 0.30", Outcome.CONFIRMED, "quality-fits-rougel"),
        ("0.36", "0.36", Outcome.OFF, "quality-off-rouge1"),
    ],
)
def test_of_several_definitions_the_one_that_fits_is_named(written: str, cell: str, outcome: Outcome, code: str) -> None:
    one = claim(Metric.ROUGE, written)
    found = verdict_of(replace(one, place=replace(one.place, text=cell)), *ROUGE)
    assert (found.outcome, found.reason.code) == (outcome, code)


def test_another_metric_of_the_task_does_not_stand_in() -> None:
    verdict = verdict_of(claim(Metric.F1, "0.915"), WHOLE)
    assert (verdict.outcome, verdict.reason.code) == (Outcome.NOT_CHECKABLE, "metric-not-measured")
    assert verdict.reason.facts == {"metric": "f1"}

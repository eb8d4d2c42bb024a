"""What is said where the private part of an evaluation set comes out otherwise than the public one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.measurement import Definition, Parts
from grader.core.metric import Metric
from grader.core.words import Language, Severity, catalogue
from grader.judge.judge import judge
from grader.judge.reasons_parts import PARTS
from tests.judge.build import COURSE, measured, row, run, runs, submission

ACCURACY = measured(Metric.ACCURACY, Definition.EVALUATION, 0.9)


def parts(low: float, high: float) -> Parts:
    return Parts(metric=Metric.ACCURACY, public=1.0, private=0.75, low=low, high=high, public_count=300, private_count=100)


def test_a_gap_beyond_chance_is_remarked_and_changes_nothing_else() -> None:
    handed_in = submission(row())
    plain = judge(handed_in, runs(run(ACCURACY)), COURSE)
    [problem] = judge(handed_in, runs(replace(run(ACCURACY), parts=(parts(0.1, 0.4),))), COURSE).problems
    assert (problem.code, problem.severity, problem.place) == ("parts-differ", Severity.NOTE, handed_in.rows[0].place)
    assert replace(judge(handed_in, runs(replace(run(ACCURACY), parts=(parts(0.1, 0.4),))), COURSE), problems=()) == plain
    for language in Language:
        said = catalogue(*PARTS)[problem.code].say(problem.facts, language, str)
        assert all(part in said for part in ("accuracy", "0.75", "300", "100", "vit"))


def test_a_gap_within_chance_is_not_mentioned() -> None:
    assert judge(submission(row()), runs(replace(run(ACCURACY), parts=(parts(-0.01, 0.4),))), COURSE).problems == ()


def test_runs_of_rows_that_are_not_there_are_passed_over() -> None:
    assert judge(submission(row()), runs(replace(run(ACCURACY, row=7), parts=(parts(0.1, 0.4),))), COURSE).problems == ()


@pytest.mark.parametrize("changes", [{"low": 0.3}, {"high": 0.2}, {"private": float("nan")}, {"public": float("inf")}])
def test_a_gap_is_finite_and_in_its_interval(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="gap"):
        replace(parts(0.1, 0.4), **changes)  # type: ignore[arg-type]

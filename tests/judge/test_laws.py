"""Laws that hold for every submission and every run, however odd."""

from __future__ import annotations

import math
from dataclasses import replace

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.audit import Audit, Evidence, Proof
from grader.core.measurement import Definition, Measurement
from grader.core.metric import Kind, Metric, Unit
from grader.core.quantity import MB, MIB
from grader.core.run import Disturbance, Doubt, Ending, Owner, Phase, RowRun, RunEnd, Runs
from grader.core.submission import Claim, Submission, SubmittedRow
from grader.core.table import Family, Method
from grader.core.verdict import Card, Outcome
from grader.core.words import Language, Severity
from grader.judge.judge import judge
from grader.wire import artifact
from tests.judge.build import (
    COURSE,
    CPU,
    GPU,
    HEAD,
    PROVING,
    TOLERANCES,
    claim,
    course,
    earned,
    measured,
    problem,
    row,
    run,
    runs,
    submission,
)
from tests.judge.test_reasons import CATALOGUE

NUMBERS = st.floats(-1e6, 1e6) | st.sampled_from([0.0, -0.0, 1e-300, 1e300, -1e300])
CLAIMED = NUMBERS | st.sampled_from([math.nan, math.inf, -math.inf])
WRITTEN = st.sampled_from(["0", "1", "0.00", "1,5", "91.5", "1 024", "1.024,5", "1e5", "nan", "inf", "-3", "", "x", "0." + "1" * 400])


@st.composite
def measurements(draw: st.DrawFn) -> Measurement:
    metric, definition = draw(st.sampled_from(Metric)), draw(st.sampled_from(Definition))
    low, value, high = sorted(draw(st.lists(NUMBERS, min_size=3, max_size=3)))
    unit = Unit.RATIO if definition is Definition.SPEED_UP else metric.unit
    return Measurement(metric=metric, definition=definition, unit=unit, value=value, low=low, high=high, samples=(value,))


@st.composite
def claims(draw: st.DrawFn, values: st.SearchStrategy[float] = CLAIMED) -> Claim:
    value = draw(values)
    return claim(
        draw(st.sampled_from(Metric)),
        draw(WRITTEN | st.just(repr(value))),
        value=value,
        unit=draw(st.sampled_from([None, "%", "MB", "GiB", "s"])),
        on=draw(st.sampled_from([None, CPU, "T4", "x"])),
    )


@st.composite
def rows(draw: st.DrawFn) -> SubmittedRow:
    method = Method(
        family=draw(st.sampled_from(Family)),
        variant=draw(st.sampled_from([None, "int8", "fp16"])),
        params=draw(st.sampled_from([{}, {"k": 32}, {"dtype": "int8"}])),
    )
    return row(
        *draw(st.lists(claims(), max_size=5)),
        method=method,
        model=draw(st.sampled_from([None, "vit", "ViT ", "bert"])),
        manifest=draw(st.sampled_from([None, 0, 0, 1, 1, 2, 9, -1])),
        na=draw(st.integers(0, 9)) == 9,
        because="no kernels" if draw(st.integers(0, 9)) == 9 else "",
    )


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
    problems = st.builds(
        problem, st.sampled_from(["a", "column-missing"]), st.sampled_from(Severity), st.sampled_from(["README.md", "title", "x.yml"])
    )
    one = submission(
        *draw(st.lists(rows(), max_size=4)),
        homework=draw(st.sampled_from([None, 3, 3, 4])),
        manifest=draw(st.integers(0, 9)) < 9,
        problems=tuple(draw(st.lists(problems, max_size=3))),
        coded=draw(st.none() | st.integers(0, 4)),
    )
    return replace(one, team=draw(st.sampled_from([None, "t"])))


def audits() -> st.SearchStrategy[Audit]:
    numbers = st.sampled_from([0, 32, 0.5, math.nan, math.inf, "a|b"])
    evidence = st.builds(Evidence, code=st.just("seen"), facts=st.dictionaries(st.sampled_from("ab"), numbers))
    agreement = st.none() | st.sampled_from([0.0, 0.5, 1.0, 2.0, math.nan])
    return st.builds(Audit, proof=st.sampled_from(Proof), evidence=st.lists(evidence, max_size=2).map(tuple), agreement=agreement)


@st.composite
def all_runs(draw: st.DrawFn) -> Runs:
    made = [
        RowRun(
            row=index,
            end=RunEnd(
                ending=draw(st.sampled_from(Ending) | st.just(Ending.DONE)),
                phase=draw(st.sampled_from(Phase)),
                facts=draw(st.sampled_from([{}, {"code": 3, "metric": "m", "claim": "c", "outcome": "o"}])),
            ),
            measurements=tuple(draw(st.lists(measurements(), max_size=8))),
            audit=draw(st.none() | audits()),
            doubts=tuple(draw(st.lists(st.builds(Doubt, code=st.sampled_from(Disturbance), percent=st.floats(0, 100)), max_size=2))),
        )
        for index in draw(st.lists(st.integers(-1, 5), max_size=5))
    ]
    return runs(*made, gpu=draw(st.sampled_from([None, GPU])), head=draw(st.sampled_from([HEAD, HEAD, HEAD, "f" * 40])))


@given(submissions(), st.none() | all_runs())
@settings(max_examples=300, deadline=None)
def test_the_judge_never_raises_and_every_verdict_is_whole(one: Submission, ran: Runs | None) -> None:
    card = judge(one, ran, PROVING)
    assert card == judge(one, ran, PROVING) or any(math.isnan(c.value) for r in one.rows for c in r.claims)
    assert len(card.rows) == len(one.rows)
    for judged, handed_in in zip(card.rows, one.rows, strict=True):
        told = [verdict.claim for verdict in judged.verdicts if verdict.claim is not None]
        assert sorted(map(id, told)) == sorted(map(id, handed_in.claims)), "one verdict for each claim"
    for verdict in card.verdicts:
        assert verdict.outcome is not Outcome.OFF or verdict.measurement is not None
        assert (verdict.claim is None) <= (verdict.outcome in (Outcome.NOT_CLAIMED, Outcome.NOT_APPLICABLE))
        assert verdict.claim is not None or verdict.low is verdict.high is None
        assert all(bound is None or math.isfinite(bound) for bound in (verdict.low, verdict.high))
    for line in card.points:
        assert 0 <= line.points <= line.of
    for judged in card.rows:
        found = judged.method_verdict
        assert found.outcome is not Outcome.OFF or (judged.audit is not None and judged.audit.proof is Proof.NOT_APPLIED)
        assert not (judged.unproved and judged.mergeable)


@given(submissions(), st.none() | all_runs())
@settings(max_examples=200, deadline=None)
def test_every_reason_can_be_said_in_both_languages(one: Submission, ran: Runs | None) -> None:
    card = judge(one, ran, PROVING)
    methods = (judged.method_verdict.reason for judged in card.rows)
    for reason in (*(verdict.reason for verdict in card.verdicts), *methods, *(line.reason for line in card.points)):
        if reason.code not in {ending.value for ending in Ending}:
            for language in Language:
                assert "{" not in CATALOGUE[reason.code].say(reason.facts, language, str)


@given(submissions(), all_runs())
@settings(max_examples=100, deadline=None)
def test_a_card_survives_its_file(one: Submission, ran: Runs) -> None:
    finite = tuple(replace(r, claims=tuple(c for c in r.claims if math.isfinite(c.value))) for r in one.rows)
    card = judge(replace(one, rows=finite), ran, COURSE)
    assert msgspec.json.decode(artifact.encode(card), type=Card) == card


@given(submissions(), all_runs(), st.sampled_from([ending for ending in Ending if ending.owner is Owner.OURS]), st.data())
@settings(max_examples=200, deadline=None)
def test_a_failure_of_ours_never_costs_points(one: Submission, ran: Runs, ending: Ending, data: st.DataObject) -> None:
    kept = data.draw(st.sets(st.sampled_from(Metric)))
    ours = tuple(
        replace(one_run, end=replace(one_run.end, ending=ending), measurements=tuple(m for m in one_run.measurements if m.metric in kept))
        for one_run in ran.rows
    )
    whole, broken = earned(judge(one, ran, PROVING)), earned(judge(one, replace(ran, rows=ours), PROVING))
    nothing = earned(judge(one, None, PROVING))
    assert all(broken[name] >= points for name, points in whole.items())
    assert all(nothing[name] >= points for name, points in whole.items()), "nor does a check that never took place"


@given(submissions(), all_runs(), st.data())
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_problems_does_not_matter(one: Submission, ran: Runs, data: st.DataObject) -> None:
    shuffled = replace(one, problems=tuple(data.draw(st.permutations(one.problems))))
    first, second = judge(one, ran, COURSE), judge(shuffled, ran, COURSE)
    assert repr((first.rows, first.points)) == repr((second.rows, second.points))


@given(
    submissions(), all_runs(), st.tuples(*[st.floats(0, 1)] * 10), st.tuples(*[st.floats(1, 10)] * 2), st.tuples(*[st.floats(0, 100)] * 2)
)
@settings(max_examples=200, deadline=None)
def test_a_wider_tolerance_never_turns_confirmed_into_off(
    one: Submission, ran: Runs, shares: tuple[float, ...], factors: tuple[float, float], floors: tuple[float, float]
) -> None:
    names = ("size", "gzip", "time", "memory", "quality")
    pairs = [sorted(shares[index : index + 2]) for index in range(0, 10, 2)]
    tight, wide = (
        course(
            replace(
                TOLERANCES,
                **dict(zip(names, [pair[end] for pair in pairs], strict=True)),
                int8_factor=sorted(factors)[end],
                memory_mb=sorted(floors)[end],
            )
        )
        for end in (0, 1)
    )
    for before, after in zip(judge(one, ran, tight).verdicts, judge(one, ran, wide).verdicts, strict=True):
        assert before.outcome is not Outcome.CONFIRMED or after.outcome is Outcome.CONFIRMED


@given(st.floats(0.01, 1e5), st.sampled_from(["MB", "MiB"]), st.sampled_from([None, "Mb", "MB", "МБ"]))
def test_a_size_printed_in_either_unit_is_confirmed_in_that_unit(megabytes: float, meant: str, typed: str | None) -> None:
    value = megabytes * (MB / MIB if meant == "MiB" else 1.0)
    one = claim(Metric.SIZE_MB, f"{value:.6f}", unit=typed)
    ran = runs(run(measured(Metric.SIZE_MB, Definition.FOLDER, megabytes)))
    verdict = judge(submission(row(one)), ran, COURSE).verdicts[0]
    assert (verdict.outcome, verdict.reason.facts["unit"]) == (Outcome.CONFIRMED, meant)


RELATIVE = {
    Metric.SIZE_MB: Definition.FOLDER,
    Metric.GZ_MB: Definition.GZIP,
    Metric.CPU_MS: Definition.PER_EXAMPLE,
    Metric.PPL: Definition.EVALUATION,
}


@given(st.sampled_from(list(RELATIVE)), st.floats(0.1, 1e3), st.floats(0.5, 2), st.integers(-10, 10))
def test_only_the_proportion_counts(metric: Metric, value: float, share: float, power: int) -> None:
    """A power of two scales floats exactly; with 17 decimals typed, rounding allows nothing."""
    outcomes = set()
    for times in (1.0, 2.0**power):
        one = claim(metric, f"{value * share * times:.17f}", on=CPU)
        ran = runs(run(measured(metric, RELATIVE[metric], value * times)))
        outcomes.add(judge(submission(row(one), homework=None), ran, COURSE).verdicts[0].outcome)
    assert len(outcomes) == 1


@given(claims(NUMBERS), st.lists(measurements(), max_size=6), st.sampled_from(Ending))
@settings(max_examples=200, deadline=None)
def test_nothing_is_off_without_a_measurement_of_its_metric(one: Claim, found: list[Measurement], ending: Ending) -> None:
    other = [measurement for measurement in found if measurement.metric is not one.metric]
    verdict = judge(submission(row(one), homework=None), runs(run(*other, ending=ending), gpu=GPU), COURSE).verdicts[0]
    assert verdict.outcome in (Outcome.NOT_CHECKABLE, Outcome.BROKEN_THEIRS, Outcome.BROKEN_OURS)
    assert verdict.measurement is None
    assert one.metric.kind in Kind

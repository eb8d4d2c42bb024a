"""The bench counts what the judge says: an accusation and a miss show in it, on runs that were made up."""

from __future__ import annotations

import pytest

from grader.core.audit import Audit, Evidence, Proof
from grader.core.measurement import Definition, Machine, Measurement
from grader.core.metric import Metric, Unit
from grader.core.run import Ending, Phase, RowRun, RunEnd, Runs
from grader.core.verdict import Outcome
from grader.course import Course, load_course
from grader.verify.tasks import TASKS
from tests.truth.adapters import CHEATS, HONEST, ORIGINAL
from tests.truth.judging import ROWS, Tally, held, proved
from tests.truth.scene import ROOT, data_of

TASK = "text-classification"
MACHINE = Machine(cpu="Invented 3000 @ 2 GHz", cores=2, memory_mb=1000, system="Linux")


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT / ".github/course.yml")


def around(metric: Metric, definition: Definition, value: float, spread: float) -> Measurement:
    unit = Unit.RATIO if definition is Definition.SPEED_UP else metric.unit
    return Measurement(metric=metric, definition=definition, unit=unit, value=value, low=value * (1 - spread), high=value * (1 + spread))


def runs(factor: float = 1.0, proof: Proof = Proof.APPLIED, rows: int = len(ROWS)) -> Runs:
    """Runs whose times, memory and quality are `factor` times those of the others."""
    measured = (
        around(Metric.SIZE_MB, Definition.WEIGHTS, 12.34, 0.0),
        around(Metric.SIZE_MB, Definition.FOLDER, 12.40, 0.0),
        around(Metric.GZ_MB, Definition.GZIP, 10.0, 0.0),
        around(Metric.ACCURACY, Definition.EVALUATION, 0.9 * factor, 0.0),
        around(Metric.PRECISION, Definition.EVALUATION, 0.88 * factor, 0.0),
        around(Metric.RECALL, Definition.EVALUATION, 0.93 * factor, 0.0),
        around(Metric.CPU_MS, Definition.PER_EXAMPLE, 8.0 * factor, 0.02),
        around(Metric.CPU_MS, Definition.SPEED_UP, 1.0, 0.02),
        around(Metric.RAM_MB, Definition.OVER_IMPORTS, 100.0 * factor, 0.0),
    )
    audit = Audit(proof=proof, evidence=(Evidence(code="audit-no-matrices"),))
    end = RunEnd(ending=Ending.DONE, phase=Phase.INFER)
    return Runs(
        head_sha="0" * 40,
        machine=MACHINE,
        rows=tuple(RowRun(row=row, end=end, measurements=measured, audit=audit if row else None) for row in range(rows)),
    )


def test_two_equal_runs_accuse_nobody_and_miss_nothing(course: Course) -> None:
    tally = held(course, TASK, [runs(), runs()])
    assert set(tally.honest) == {Outcome.CONFIRMED, Outcome.NOT_CHECKABLE}, "no time of half precision, none of an original elsewhere"
    assert tally.honest[Outcome.NOT_CHECKABLE] == 6
    assert sum(tally.honest.values()) == 2 * 2 * 7 * len(ROWS), "two orders, with and without hardware, seven claims a row"
    assert not tally.accused
    caught, of = tally.caught
    assert caught == of > 0
    assert tally.tampered["latency −30 %"]["caught"]
    assert tally.tampered["metric arguments swapped"]["caught"]
    assert tally.tampered["quality +3 points"]["caught"]


def test_a_run_that_is_otherwise_shows_as_an_accusation(course: Course) -> None:
    tally = held(course, TASK, [runs(), runs(0.5)])
    assert tally.honest[Outcome.OFF] == len(tally.accused) > 0


@pytest.mark.parametrize(("proof", "outcome"), [(Proof.APPLIED, Outcome.CONFIRMED), (Proof.NOT_APPLIED, Outcome.OFF)])
def test_methods_are_counted_by_name(course: Course, proof: Proof, outcome: Outcome) -> None:
    cheating = (ORIGINAL, *CHEATS)
    tally = proved(course, TASK, cheating, runs(proof=proof, rows=len(cheating)))
    assert {name: dict(found) for name, found in tally.methods.items()} == {row.name: {outcome: 1} for row in CHEATS}


def test_tallies_add_up(course: Course) -> None:
    one, both = held(course, TASK, [runs(), runs()]), Tally()
    both.add(one)
    both.add(one)
    assert both.caught == (one.caught[0] * 2, one.caught[1] * 2)
    assert both.honest[Outcome.CONFIRMED] == 2 * one.honest[Outcome.CONFIRMED]


def test_every_task_has_a_model_and_an_evaluation_set_of_the_course(course: Course) -> None:
    for task in TASKS:
        name, data, model = data_of(course, task)
        assert (course.data[name], data.task, course.models[model].task) == (data, task, task)


def test_an_honest_row_is_no_cheat() -> None:
    assert not any(row.cheats for row in HONEST)
    assert all(row.cheats for row in CHEATS)

"""Who is asked what, when, and how often."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from functools import partial
from itertools import chain, cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.run import Ending, Owner
from grader.course import Course, Measuring
from grader.verify.disturbance import Tally
from grader.verify.endings import Ended
from grader.verify.measure import REPEATS, Setting, _order, deal, narrow, run_start, steady_start
from grader.verify.sandbox import Mount
from grader.verify.start import Arm, Start
from grader.verify.tasks import open_task
from grader.verify.worker import Worker
from tests.verify.support import DATA, LIMITS, SPEC, THRESHOLD

SMALL = st.integers(1, 40)
MEASURING = Measuring(threads=1, examples=40, warm_up=2, block=1, starts=1, least=2, width=1e9, seconds=60.0)
SLOW = """
import time
from pathlib import Path
exec(Path("/code/a.py").read_text())
quick = predict
def predict(model, inputs):
    time.sleep(0.2)
    return quick(model, inputs)
"""
MS = 1_000_000


@given(count=st.integers(0, 500), examples=SMALL, starts=st.integers(1, 5))
def test_no_example_is_dealt_twice(count: int, examples: int, starts: int) -> None:
    hands = list(deal(count, replace(MEASURING, examples=examples, starts=starts)))
    dealt = list(chain(*hands))
    assert [len(hand) for hand in hands] == [min(examples, count // starts)] * starts
    assert len(set(dealt)) == len(dealt)
    assert set(dealt) <= set(range(count))


def test_the_deal_cannot_be_foreseen() -> None:
    measuring = replace(MEASURING, examples=200, starts=2)
    assert len({tuple(deal(400, measuring)) for _ in range(5)}) == 5


@given(rounds=st.integers(1, 50))
def test_two_workers_take_turns_as_abba(rounds: int) -> None:
    turns = [turn for number in range(rounds) for turn in _order(number, 2)]
    assert turns == ([0, 1, 1, 0] * rounds)[: 2 * rounds]


def test_a_worker_alone_is_always_next() -> None:
    assert [list(_order(number, 1)) for number in range(3)] == [[0], [0], [0]]


def paired(noise: float, count: int) -> Start:
    generator = random.Random(3)
    candidate = Arm(nanoseconds=[int(MS * math.exp(generator.gauss(0, noise))) for _ in range(count)])
    return Start(examples=(), candidate=candidate, original=Arm(nanoseconds=[2 * MS] * count))


@pytest.mark.parametrize(
    ("noise", "count", "enough"), [(0.02, 100, True), (0.2, 100, False), (0.2, 2000, True), (0.1, 40, False), (0.1, 200, True)]
)
def test_a_noisy_program_is_asked_more(noise: float, count: int, enough: bool) -> None:
    measuring = replace(MEASURING, starts=2, width=0.025)
    assert narrow([paired(noise, count)], measuring) is enough


def test_several_threads_are_known_to_differ_more() -> None:
    start = paired(0.02, 100)
    assert not narrow([start, start], replace(MEASURING, starts=2, width=0.025, threads=4))
    assert narrow([start, start], replace(MEASURING, starts=2, width=0.06, threads=4))


def disturbed(seconds: float) -> Start:
    arm = Arm(nanoseconds=[MS], busy_ns=MS)
    return Start(examples=(), candidate=arm, original=arm, tally=Tally(cores=1, wall=10.0, stolen=seconds))


@pytest.mark.parametrize(
    ("seconds", "kept", "runs"), [([0.0], 0, 1), ([2.0, 0.1], 1, 2), ([2.0, 1.0, 3.0], 1, 1 + REPEATS), ([1.0, 2.0, 0.0], 2, 1 + REPEATS)]
)
def test_a_disturbed_start_is_run_again_and_the_calmest_is_kept(seconds: list[float], kept: int, runs: int) -> None:
    starts = [disturbed(each) for each in seconds]
    left, renewed = list(starts), []
    assert steady_start(lambda: left.pop(0), lambda: renewed.append(len(left))) is starts[kept]
    assert len(starts) - len(left) == runs
    assert len(renewed) == runs - 1, "the same examples are never asked twice in one box"


class Stage:
    """A setting with real workers: a quick candidate, beside it an original that may be slow."""

    def __init__(self, course: Course, measuring: Measuring, *, original: str = "/code/a.py") -> None:
        task = open_task(course.data[DATA], course.root)
        examples = list(islice(cycle(task.examples()), 40))
        slow = course.root / "slow.py"
        slow.write_text(SLOW)
        codes = [Mount(source=THRESHOLD, target="/code/a.py"), Mount(source=slow, target="/code/slow.py")]
        self.mounts = [Mount(source=course.root / "model", target="/artifact"), *codes]
        self.longest, self.measuring = max(len(example.payload) for example in examples), measuring
        self.setting = Setting(
            workers=[partial(self.worker, code) for code in ("/code/a.py", original) if code],
            echo=lambda: self.start(["imports", "[]"], []), examples=examples, task=task, measuring=measuring,
        )  # fmt: skip

    def worker(self, code: str) -> Worker:
        return self.start(["infer", code, "/artifact", "cpu", SPEC], self.mounts)

    def start(self, arguments: list[str], mounts: list[Mount]) -> Worker:
        return Worker(arguments, mounts, limits=LIMITS, measuring=self.measuring, input_bytes=self.longest)

    def run(self, *earlier: Start) -> tuple[Start, list[float]]:
        told: list[float] = []
        return run_start(self.setting, tuple(range(40)), earlier, told.append), told


@pytest.mark.sandbox
def test_as_long_as_there_is_time_for_all_all_examples_are_timed(course: Course) -> None:
    start, told = Stage(course, MEASURING).run()
    assert start.original is not None
    assert start.timed == len(start.original.nanoseconds) == len(start.candidate.nanoseconds) == len(start.examples) == 40
    assert start.candidate.predictions == start.original.predictions
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)


@pytest.mark.alone
@pytest.mark.sandbox
def test_where_there_is_not_timing_ends_when_the_interval_is_narrow_and_the_rest_is_asked_for_its_score(course: Course) -> None:
    start, told = Stage(course, replace(MEASURING, seconds=4.0), original="/code/slow.py").run()
    assert start.original is not None
    assert start.timed == len(start.original.nanoseconds) == 4, "the warm-up and the least, in whole rounds of ABBA"
    assert len(start.candidate.nanoseconds) == len(start.candidate.predictions) == len(start.examples) == 40
    assert start.candidate.predictions[:4] == start.original.predictions
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.alone
@pytest.mark.sandbox
def test_as_long_as_it_is_wide_it_goes_on_until_the_time_is_used_up(course: Course) -> None:
    start, _ = Stage(course, replace(MEASURING, width=1e-6, seconds=1.5), original="/code/slow.py").run()
    assert 4 < start.timed < 40
    assert start.timed % 2 == 0, "whole rounds of ABBA"


@pytest.mark.sandbox
def test_when_there_is_no_time_at_all_it_ends_after_the_first_round_that_says_something(course: Course) -> None:
    start, told = Stage(course, replace(MEASURING, seconds=1e-6)).run()
    assert start.timed == len(start.examples) == 4, "one more than the warm-up, in whole rounds of ABBA"
    assert told[-1] == 1.0


@pytest.mark.sandbox
def test_a_worker_alone_is_timed_with_every_example(course: Course) -> None:
    start, _ = Stage(course, MEASURING, original="").run()
    assert start.original is None
    assert start.timed == len(start.examples) == 40


@pytest.mark.sandbox
def test_the_echo_is_asked_once_a_round_and_the_witness_is_watched(course: Course) -> None:
    start, _ = Stage(course, MEASURING).run()
    assert len(start.echo_ns) == 40
    assert all(0 < ns < 60e9 for ns in start.echo_ns)
    assert start.original
    assert start.tally.wall >= sum(start.original.nanoseconds) / 1e9
    assert start.load >= 0


@pytest.mark.sandbox
def test_an_echo_that_fails_is_ours(course: Course) -> None:
    stage = Stage(course, MEASURING)
    stage.setting = replace(stage.setting, echo=lambda: stage.start(["imports", "not json"], []))
    with pytest.raises(Ended) as caught:
        stage.run()
    assert (caught.value.ending, caught.value.ending.owner) == (Ending.SUPERVISOR_FAILED, Owner.OURS)
    assert "echo" in str(caught.value.facts["detail"])

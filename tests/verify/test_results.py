"""From nanoseconds, bytes and predictions to measurements."""

from __future__ import annotations

import statistics
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from grader.core.measurement import Definition, Measurement
from grader.core.metric import Metric, Unit
from grader.core.quantity import MB
from grader.course import Course
from grader.verify.artifact import Artifact
from grader.verify.footprint import Memory
from grader.verify.results import MAX_HANDWRITTEN, MAX_SLOWER, memory, quality, round_trip, sizes, times
from grader.verify.start import Arm, Start
from grader.verify.tasks import Example
from grader.verify.tasks.image_classification import ImageClassification
from tests.verify.support import DATA

MS = 1_000_000
NANOSECONDS = st.integers(1, 10**12)


def start(candidate: Arm, original: Arm | None = None, examples: tuple[int, ...] = ()) -> Start:
    return Start(examples=examples, candidate=candidate, original=original)


@pytest.fixture
def artifact(tmp_path: Path) -> Artifact:
    save_file({"a": np.zeros((100, 100), np.float32)}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text("{}")
    return Artifact(root=tmp_path, files={file.name: (file.stat().st_size, "") for file in tmp_path.iterdir()})


def by_definition(found: list[Measurement]) -> dict[Definition, float]:
    return {each.definition: each.value for each in found}


def test_sizes_are_given_in_every_way_that_people_mean(artifact: Artifact) -> None:
    weights = artifact.files["model.safetensors"][0]
    found = by_definition(sizes(artifact, code_bytes=500))
    assert found == {
        Definition.FOLDER: (weights + 2 + len("model.safetensors") + len("config.json") + 500) / MB,
        Definition.WEIGHTS: weights / MB,
        Definition.PARAMETERS: 40_000 / MB,
        Definition.GZIP: artifact.gzip_size().value / MB,
    }


def test_where_code_may_hold_the_weights_it_counts_everywhere(artifact: Artifact) -> None:
    code = MAX_HANDWRITTEN + 1
    found = by_definition(sizes(artifact, code_bytes=code))
    assert found == {Definition.FOLDER: (artifact.folder_bytes + code) / MB, Definition.GZIP: (artifact.gzip_size().value + code) / MB}


def test_times_are_medians_without_the_warm_up() -> None:
    arm = Arm(nanoseconds=[900 * MS, 900 * MS, 3 * MS, 1 * MS, 2 * MS])
    [time] = times([start(arm)], warm_up=2, threads=1)
    assert (time.metric, time.definition, time.unit) == (Metric.CPU_MS, Definition.PER_EXAMPLE, Unit.MS)
    assert (time.value, time.count, time.samples) == (2.0, 3, (3.0, 1.0, 2.0))


def test_the_speed_up_is_the_median_of_ratios_of_the_same_example() -> None:
    candidate, original = Arm(nanoseconds=[7, 10, 20, 1000]), Arm(nanoseconds=[9, 30, 40, 1000])
    _, ratio = times([start(candidate, original)], warm_up=1, threads=1)
    assert (ratio.metric, ratio.definition, ratio.unit) == (Metric.CPU_MS, Definition.SPEED_UP, Unit.RATIO)
    assert (ratio.value, ratio.samples) == (2.0, (3.0, 2.0, 1.0))
    assert statistics.median([30, 40, 1000]) / statistics.median([10, 20, 1000]) == ratio.value


def test_examples_that_only_the_candidate_was_asked_are_not_timed() -> None:
    candidate, original = Arm(nanoseconds=[MS, MS, MS, 9 * MS, 9 * MS]), Arm(nanoseconds=[2 * MS, 2 * MS, 2 * MS])
    each, ratio = times([start(candidate, original)], warm_up=1, threads=1)
    assert (each.value, each.count, ratio.value, ratio.count) == (1.0, 2, 2.0, 2)


@given(st.lists(st.lists(NANOSECONDS, min_size=2, max_size=20), min_size=1, max_size=3))
def test_against_itself_nothing_is_faster(starts: list[list[int]]) -> None:
    _, ratio = times([start(Arm(nanoseconds=each), Arm(nanoseconds=each)) for each in starts], warm_up=1, threads=1)
    assert ratio.value == 1.0
    assert 0.97 < ratio.low < 1 < ratio.high < 1.03, "but fresh starts are known to differ"


@given(st.lists(st.lists(st.tuples(NANOSECONDS, NANOSECONDS), min_size=1, max_size=20), min_size=1, max_size=3))
def test_any_times_make_measurements(starts: list[list[tuple[int, int]]]) -> None:
    pairs = [start(Arm(nanoseconds=[a for a, _ in each]), Arm(nanoseconds=[b for _, b in each])) for each in starts]
    assert [found.count for found in times(pairs, warm_up=0, threads=2)] == [sum(map(len, starts))] * 2


def test_the_round_trip_is_told_by_its_quartiles() -> None:
    few, none, more = (
        Start(examples=(), candidate=Arm(), original=None, echo_ns=ns) for ns in ((10_000, 20_000), (), (30_000, 40_000, 50_000))
    )
    assert round_trip([few, none]) is None
    assert round_trip([few, none, more]) == (15.0, 30.0, 45.0)


BYTES = st.integers(0, 10**11)


def took(*, loaded: int, peak: int, load_peak: int = 0, beside: int | None = None, loaded_beside: int | None = None) -> Start:
    return start(
        Arm(memory=Memory(load_peak=load_peak, loaded=loaded, peak=peak, beside=beside, loaded_beside=loaded_beside)),
    )


def by_memory(found: list[Measurement]) -> dict[Definition, tuple[float, float, float]]:
    return {each.definition: (each.low, each.value, each.high) for each in found}


@given(st.lists(st.tuples(BYTES, BYTES, BYTES, st.none() | BYTES, st.none() | BYTES), min_size=1, max_size=5), st.integers(0, 10**10))
def test_any_memory_makes_measurements(arms: list[tuple[int, int, int, int | None, int | None]], empty: int) -> None:
    starts = [took(loaded=a, peak=b, load_peak=c, beside=d, loaded_beside=e) for a, b, c, d, e in arms]
    found = memory(starts, empty)
    assert all(0 <= each.low <= each.value <= each.high for each in found)
    assert (Definition.BESIDE in by_memory(found)) == all(beside is not None for *_, beside, _ in arms)


def test_memory_is_a_difference_and_an_absolute() -> None:
    starts = [took(loaded=150 * MB, peak=180 * MB, load_peak=200 * MB), took(loaded=150 * MB, peak=190 * MB, load_peak=210 * MB)]
    assert by_memory(memory(starts, 100 * MB)) == {
        Definition.OVER_IMPORTS: (80, 85, 90),
        Definition.OVER_LOAD: (30, 35, 40),
        Definition.RESIDENT: (180, 185, 190),
        Definition.LOADED: (150, 150, 150),
        Definition.LOAD_PEAK: (200, 205, 210),
    }


def test_what_only_the_group_saw_belongs_to_the_peaks() -> None:
    one = took(loaded=150 * MB, peak=180 * MB, load_peak=180 * MB, beside=70 * MB, loaded_beside=50 * MB)
    assert {definition: value for definition, (_, value, _) in by_memory(memory([one], 100 * MB)).items()} == {
        Definition.OVER_IMPORTS: 150,
        Definition.OVER_LOAD: 50,
        Definition.RESIDENT: 250,
        Definition.LOADED: 200,
        Definition.LOAD_PEAK: 180,
        Definition.BESIDE: 70,
    }


def test_a_group_that_saw_nothing_more_is_told_from_no_group() -> None:
    assert by_memory(memory([took(loaded=1, peak=2, beside=0, loaded_beside=0)], 0))[Definition.BESIDE] == (0, 0, 0)
    assert Definition.BESIDE not in by_memory(memory([took(loaded=1, peak=2)], 0))


def test_memory_that_could_not_be_measured_once_is_not_measured() -> None:
    measured = took(loaded=1, peak=2)
    assert memory([measured, start(Arm())], 0) == []
    assert memory([measured], None) == []


def test_less_memory_than_an_empty_worker_is_none() -> None:
    assert memory([took(loaded=50, peak=60)], 100)[0].value == 0


@pytest.fixture
def task(course: Course) -> ImageClassification:
    return ImageClassification(course.data[DATA], course.root)


def test_quality_is_scored_from_every_reply_the_warm_up_included(task: ImageClassification) -> None:
    examples = [Example(b"", 4, reference) for reference in (0, 1, 1, 0)]
    starts = [
        start(Arm(nanoseconds=[1, 1], predictions=[0, 1]), examples=(3, 0)),
        start(Arm(nanoseconds=[1, 1], predictions=[1, 1]), examples=(1, 2)),
    ]
    [accuracy] = quality(starts, examples, task, warm_up=1)
    assert (accuracy.value, accuracy.count) == (0.75, 4)


@pytest.mark.parametrize(("slower", "value", "count"), [(1.0, 0.75, 4), (0.5, 0.75, 4), (MAX_SLOWER + 0.01, 0.5, 2)])
def test_replies_that_took_longer_once_nobody_timed_them_do_not_count(
    slower: float, value: float, count: int, task: ImageClassification
) -> None:
    """A quick and poor program while it is timed, a slow and good one afterwards."""
    examples = [Example(b"", 4, 1)] * 4
    candidate = Arm(nanoseconds=[MS, MS, int(MS * slower), int(MS * slower)], predictions=[0, 1, 1, 1])
    [accuracy] = quality([start(candidate, Arm(nanoseconds=[2 * MS, 2 * MS]), examples=(0, 1, 2, 3))], examples, task, warm_up=1)
    assert (accuracy.value, accuracy.count) == (value, count)


def test_one_slow_reply_in_ten_gives_it_away(task: ImageClassification) -> None:
    """The median of the times would not see it."""
    nanoseconds = [MS] * 20 + ([MS] * 9 + [10 * MS]) * 4
    candidate = Arm(nanoseconds=nanoseconds, predictions=[1] * 60)
    [accuracy] = quality([start(candidate, Arm(nanoseconds=[MS] * 20), tuple(range(60)))], [Example(b"", 4, 1)] * 60, task, warm_up=10)
    assert accuracy.count == 20

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
from grader.verify.measure import MAX_CLOCK_GAP, Arm, Start
from grader.verify.results import MAX_HANDWRITTEN, doubts, memory, quality, sizes, times
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
        Definition.GZIP: artifact.gzip_bytes() / MB,
    }


def test_where_code_may_hold_the_weights_it_counts_everywhere(artifact: Artifact) -> None:
    code = MAX_HANDWRITTEN + 1
    found = by_definition(sizes(artifact, code_bytes=code))
    assert found == {Definition.FOLDER: (artifact.folder_bytes + code) / MB, Definition.GZIP: (artifact.gzip_bytes() + code) / MB}


def test_times_are_medians_without_the_warm_up() -> None:
    arm = Arm(nanoseconds=[900 * MS, 900 * MS, 3 * MS, 1 * MS, 2 * MS])
    [time] = times([start(arm)], warm_up=2)
    assert (time.metric, time.definition, time.unit) == (Metric.CPU_MS, Definition.PER_EXAMPLE, Unit.MS)
    assert (time.value, time.count, time.samples) == (2.0, 3, (3.0, 1.0, 2.0))


def test_the_speed_up_is_the_median_of_ratios_of_the_same_example() -> None:
    candidate, original = Arm(nanoseconds=[7, 10, 20, 1000]), Arm(nanoseconds=[9, 30, 40, 1000])
    _, ratio = times([start(candidate, original)], warm_up=1)
    assert (ratio.metric, ratio.definition, ratio.unit) == (Metric.CPU_MS, Definition.SPEED_UP, Unit.RATIO)
    assert (ratio.value, ratio.samples) == (2.0, (3.0, 2.0, 1.0))
    assert statistics.median([30, 40, 1000]) / statistics.median([10, 20, 1000]) == ratio.value


@given(st.lists(st.lists(NANOSECONDS, min_size=2, max_size=20), min_size=1, max_size=3))
def test_against_itself_nothing_is_faster(starts: list[list[int]]) -> None:
    _, ratio = times([start(Arm(nanoseconds=each), Arm(nanoseconds=each)) for each in starts], warm_up=1)
    assert (ratio.low, ratio.value, ratio.high) == (1.0, 1.0, 1.0)


@given(st.lists(st.lists(st.tuples(NANOSECONDS, NANOSECONDS), min_size=1, max_size=20), min_size=1, max_size=3))
def test_any_times_make_measurements(starts: list[list[tuple[int, int]]]) -> None:
    pairs = [start(Arm(nanoseconds=[a for a, _ in each]), Arm(nanoseconds=[b for _, b in each])) for each in starts]
    assert [found.count for found in times(pairs, warm_up=0)] == [sum(map(len, starts))] * 2


@given(st.lists(st.tuples(st.integers(0, 10**11), st.integers(0, 10**11)), min_size=1, max_size=5), st.integers(0, 10**10))
def test_any_memory_makes_measurements(arms: list[tuple[int, int]], empty: int) -> None:
    found = memory([start(Arm(loaded_bytes=loaded, peak_bytes=peak)) for loaded, peak in arms], empty)
    assert all(0 <= each.low <= each.value <= each.high for each in found)


def test_memory_is_a_difference_and_an_absolute() -> None:
    arms = [Arm(loaded_bytes=150 * MB, peak_bytes=180 * MB), Arm(loaded_bytes=150 * MB, peak_bytes=190 * MB)]
    found = {each.definition: (each.low, each.value, each.high) for each in memory([start(arm) for arm in arms], 100 * MB)}
    assert found == {
        Definition.OVER_IMPORTS: (80, 85, 90),
        Definition.OVER_LOAD: (30, 35, 40),
        Definition.RESIDENT: (180, 185, 190),
    }


def test_less_memory_than_an_empty_worker_is_none() -> None:
    found = memory([start(Arm(loaded_bytes=50, peak_bytes=60))], 100)
    assert found[0].value == 0


def test_quality_is_scored_from_every_reply_the_warm_up_included(course: Course) -> None:
    task = ImageClassification(course.data[DATA], course.root)
    examples = [Example(b"", reference) for reference in (0, 1, 1, 0)]
    starts = [
        start(Arm(nanoseconds=[1, 1], predictions=[0, 1]), examples=(3, 0)),
        start(Arm(nanoseconds=[1, 1], predictions=[1, 1]), examples=(1, 2)),
    ]
    [accuracy] = quality(starts, examples, task)
    assert (accuracy.value, accuracy.count) == (0.75, 4)


def test_a_machine_that_did_something_else_meanwhile_is_a_doubt() -> None:
    steady = Arm(nanoseconds=[100 * MS], busy_ns=99 * MS)
    disturbed = Arm(nanoseconds=[100 * MS], busy_ns=int((1 - MAX_CLOCK_GAP) * 100 * MS) - MS)
    assert doubts([]) == ()
    assert doubts([start(steady, steady)]) == ()
    assert doubts([start(steady, steady), start(disturbed, steady)]) == ("machine-contended",)
    assert doubts([start(steady, disturbed)]) == ("machine-contended",)

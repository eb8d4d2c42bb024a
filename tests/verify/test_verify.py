"""A whole verification: what is measured, what is ours when it fails, and that one row never takes another with it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.run import Ending, Owner, Phase
from grader.course import Course, Pin
from grader.course.store import VARIABLE
from grader.verify.verify import verify
from tests.verify.support import THRESHOLD, Grading, adapter, check, measured, small_course, submission

HONEST = THRESHOLD.read_text("utf-8")
SIZES = {(Metric.SIZE_MB, Definition.FOLDER), (Metric.SIZE_MB, Definition.WEIGHTS), (Metric.GZ_MB, Definition.GZIP)}
MEASURED = SIZES | {
    (Metric.ACCURACY, Definition.EVALUATION),
    (Metric.CPU_MS, Definition.PER_EXAMPLE),
    (Metric.RAM_MB, Definition.OVER_IMPORTS),
    (Metric.RAM_MB, Definition.OVER_LOAD),
    (Metric.RAM_MB, Definition.RESIDENT),
    (Metric.RAM_MB, Definition.LOADED),
    (Metric.RAM_MB, Definition.LOAD_PEAK),
}


@pytest.mark.sandbox
def test_an_honest_row_is_measured_in_every_way(grading: Grading) -> None:
    verified = grading.rows(None, HONEST)
    original, candidate = verified.runs.rows
    assert {run.end.ending for run in (original, candidate)} == {Ending.DONE}
    witness = {(Metric.RAM_MB, Definition.BESIDE)}  # where there is a control group
    assert measured(original).keys() - witness == MEASURED
    assert measured(candidate).keys() - witness == MEASURED | {(Metric.CPU_MS, Definition.SPEED_UP)}
    found = measured(candidate)
    assert found[Metric.ACCURACY, Definition.EVALUATION].value == 1.0
    low, median, high = verified.runs.machine.round_trip_us or (0, 0, 0)
    assert 0 < low <= median <= high
    assert found[Metric.ACCURACY, Definition.EVALUATION].count == 12
    files = {"threshold.json": len('{"threshold": 127}'), "weights.bin": 1000}
    folder = sum(files.values()) + len("".join(files)) + len(HONEST.encode())
    assert found[Metric.SIZE_MB, Definition.FOLDER].value == folder / 1e6
    assert found[Metric.SIZE_MB, Definition.WEIGHTS].value == 1000 / 1e6
    warm_up = grading.course.measuring.warm_up
    assert found[Metric.CPU_MS, Definition.PER_EXAMPLE].count == found[Metric.CPU_MS, Definition.SPEED_UP].count == 12 - 2 * warm_up


@pytest.mark.sandbox
def test_no_example_is_asked_twice_and_both_sides_get_the_same(grading: Grading) -> None:
    [starts] = grading.rows(HONEST).starts.values()
    assert sorted(index for start in starts for index in start.examples) == list(range(12))
    for start in starts:
        assert start.original
        assert len(start.candidate.nanoseconds) == len(start.original.nanoseconds) == len(start.examples) == 6
        assert start.candidate.predictions == start.original.predictions
        assert start.candidate.memory
        assert min(start.candidate.load_seconds, start.candidate.memory.loaded, start.candidate.busy_ns) > 0
        assert start.candidate.memory.peak >= start.candidate.memory.loaded


@pytest.mark.sandbox
def test_progress_is_told_from_the_beginning_to_the_end(grading: Grading) -> None:
    (grading.directory / "a.py").write_text(HONEST)
    told: list[tuple[int, Phase, float]] = []
    verify(submission("a.py"), grading.directory, grading.course, lambda row, phase, done: told.append((row, phase, done)))
    assert told[0] == (0, Phase.BUILD, 0.0)
    assert told[-1] == (0, Phase.INFER, 1.0)
    fractions = [done for _, _, done in told]
    assert fractions == sorted(fractions)


def test_without_a_sandbox_nothing_runs_and_every_row_says_so(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the quick bench: the original's sizes need no sandbox, and stay where they were."""
    monkeypatch.setenv("GRADER_BWRAP", "/nowhere/bwrap")
    witness = tmp_path / "ran"
    (tmp_path / "a.py").write_text(f"open({str(witness)!r}, 'w')\n" + HONEST)
    verified = verify(submission(None, "a.py", "missing.py"), tmp_path, course, lambda row, phase, done: None)
    check(verified.runs)
    original, candidate, missing = verified.runs.rows
    for run in (original, candidate):
        assert (run.end.ending, run.end.ending.owner) == (Ending.SANDBOX_UNAVAILABLE, Owner.OURS)
        assert "/nowhere/bwrap does not run" in str(run.end.facts["detail"])
        assert "install bubblewrap" in str(run.end.facts["detail"]), "the operator is told what to do"
    assert (original.end.phase, candidate.end.phase) == (Phase.LOAD, Phase.BUILD)
    assert {definition for _, definition in measured(original)} == {Definition.FOLDER, Definition.WEIGHTS, Definition.GZIP}
    assert measured(candidate) == {}
    assert missing.end.ending is Ending.FUNCTION_MISSING, "a reason that needs no sandbox is still given"
    assert not witness.exists()


def test_a_program_that_is_no_bubblewrap_is_no_sandbox(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_BWRAP", sys.executable)
    (tmp_path / "a.py").write_text(HONEST)
    [run] = verify(submission("a.py"), tmp_path, course, lambda row, phase, done: None).runs.rows
    assert run.end.ending is Ending.SANDBOX_UNAVAILABLE


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        ({"load": "raise ValueError('torn file')"}, "adapter-raised", "ValueError: torn file"),
        ({"predict": "return [7]"}, "wrong-prediction", "predict returned 7"),
        ({"predict": "import os\nos._exit(3)"}, "adapter-exited", "-"),
    ],
)
def test_an_original_that_fails_is_ours_alone_or_beside_a_candidate(body: dict[str, str], code: str, detail: str, grading: Grading) -> None:
    failing = grading.directory / "failing.py"
    failing.write_text(adapter(**body))
    grading.original(failing)
    original, candidate = grading.rows(None, HONEST).runs.rows
    for run in (original, candidate):
        assert (run.end.ending, run.end.ending.owner) == (Ending.ORIGINAL_FAILED, Owner.OURS)
        assert run.end.facts["code"] == code
        assert detail in str(run.end.facts["detail"])
        assert measured(run).keys() == SIZES, "what was measured before is kept"


@pytest.mark.sandbox
def test_a_candidate_that_fails_beside_a_failing_original_is_still_theirs(grading: Grading) -> None:
    """It is asked first."""
    failing = grading.directory / "failing.py"
    failing.write_text(adapter(predict="raise ValueError"))
    grading.original(failing)
    assert grading.end(adapter(predict="raise KeyError('theirs')")).ending is Ending.RAISED


def test_a_model_of_the_course_that_cannot_be_frozen_is_ours(tmp_path: Path) -> None:
    course = small_course(tmp_path)
    (tmp_path / "model" / "weights.bin").symlink_to("/etc/passwd")
    [run] = verify(submission(None), tmp_path, course, lambda row, phase, done: None).runs.rows
    assert (run.end.ending, run.end.facts["code"]) == (Ending.ORIGINAL_FAILED, "artifact-link")


def test_rows_that_this_version_cannot_measure_are_nobodys_fault(course: Course, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(HONEST)
    later = replace(course, data={"texts": replace(course.data["squares"], task="chess")})
    for handed_in, task in ((submission("a.py", data="texts"), "chess"), (submission("a.py", data="unknown"), "-")):
        runs = verify(handed_in, tmp_path, later, lambda row, phase, done: None).runs
        check(runs)
        [run] = runs.rows
        assert (run.end.ending, run.end.facts, run.end.ending.owner) == (Ending.NOT_MEASURED, {"task": task}, Owner.OURS)


def test_models_that_are_not_here_are_told_beside_those_that_are(course: Course, tmp_path: Path) -> None:
    runs = verify(submission(None, model="google/vit-base"), tmp_path, course, lambda row, phase, done: None).runs
    check(runs)
    assert runs.rows[0].end.ending is Ending.MODEL_UNAVAILABLE


def test_without_rows_there_is_nothing_to_read(course: Course, tmp_path: Path) -> None:
    unreadable = replace(course, root=tmp_path / "nowhere")
    assert verify(submission(), tmp_path, unreadable, lambda row, phase, done: None).runs.rows == ()


@pytest.mark.parametrize(
    ("changes", "ending", "says"),
    [
        ({"evaluation": "gone.parquet"}, Ending.DATA_UNREADABLE, "gone.parquet"),
        ({"label": "digit"}, Ending.DATA_UNREADABLE, "has no column 'digit'; it has image, label"),
        ({"labels": ("dark", "grey")}, Ending.DATA_UNREADABLE, "'light' is not among the course's labels"),
        ({"hub": Pin(id="tiny/squares", revision="0" * 40)}, Ending.DATA_UNAVAILABLE, "grader fetch --data squares"),
    ],
)
def test_a_course_whose_evaluation_set_is_not_what_it_says_is_told_in_every_row(
    changes: dict[str, Any], ending: Ending, says: str, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "store"))
    data = {"squares": replace(course.data["squares"], **changes)}
    runs = verify(submission(None, None), tmp_path, replace(course, data=data), lambda row, phase, done: None).runs
    check(runs)
    assert [run.end.ending for run in runs.rows] == [ending, ending]
    assert says in str(runs.rows[0].end.facts)


@pytest.mark.sandbox
def test_nothing_is_left_behind(grading: Grading, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    before = len(list(Path("/proc/self/fd").iterdir()))
    grading.rows(HONEST, adapter(load="raise ValueError"), adapter(predict="import os\nos.close(3)"))
    monkeypatch.setenv("GRADER_BWRAP", "/nowhere/bwrap")
    grading.rows(None, HONEST)
    assert list(temporary.iterdir()) == []
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_machine_is_described(course: Course, tmp_path: Path) -> None:
    machine = verify(submission(), tmp_path, course, lambda row, phase, done: None).runs.machine
    assert machine.cores >= 1
    assert machine.memory_mb > 100
    assert f"Python {sys.version.split()[0]}" in machine.system
    assert machine.limits == "1 thread, batch of 1, 2 starts"
    assert {"grader", "torch"} <= dict(machine.versions).keys()
    assert machine.gpu is None

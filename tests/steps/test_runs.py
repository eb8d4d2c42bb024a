"""Runs on their way: what they depend on, what can be taken from an earlier commit, what is lost with a machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.core.measurement import NO_MACHINE, Machine
from grader.core.run import Ending, Owner, Phase, RowRun, RunEnd, Runs
from grader.core.submission import ManifestRow, Submission
from grader.core.table import Family, Method
from grader.core.verdict import Outcome
from grader.course import Course, load_course
from grader.github.cached import Kept, keep
from grader.judge.judge import judge
from grader.steps.files import RUNS, SUBMISSION
from grader.steps.groups import unpack_runs
from grader.steps.key import runs_key
from grader.steps.runs import KeptRuns, find_kept_runs, take_runs, text_to_keep
from grader.wire import artifact
from grader.wire.packed import pack
from tests.cli.support import ROOT
from tests.github.conftest import REPOSITORY
from tests.github_double import Double, Pull, State
from tests.github_double.state import CheckRun
from tests.verify.support import submission

OLD, HEAD = "a" * 40, "1" * 40
MACHINE = Machine(cpu="a CPU", cores=2, memory_mb=8000, system="Linux")
DONE = RunEnd(ending=Ending.DONE, phase=Phase.INFER)
SYNCHRONIZED = b'{"action": "synchronize", "before": "' + OLD.encode() + b'"}'
SUBMITTED = replace(submission("one.py", "two.py"), code={"one.py": "1" * 64, "two.py": "2" * 64})


@pytest.fixture(scope="module")
def course() -> Course:
    return load_course(ROOT / ".github/course.yml")


def runs(*ends: tuple[int, RunEnd], head: str = HEAD) -> Runs:
    return Runs(head_sha=head, machine=MACHINE, rows=tuple(RowRun(row=row, end=end) for row, end in ends))


def packed(value: Runs) -> str:
    return pack(artifact.encode(value))


def with_rows(**changes: Any) -> Submission:
    assert SUBMITTED.manifest
    first, second = SUBMITTED.manifest.rows
    return replace(SUBMITTED, manifest=replace(SUBMITTED.manifest, rows=(replace(first, **changes), second)))


def test_the_key_is_of_what_is_measured_and_of_nothing_else(course: Course) -> None:
    key = runs_key(SUBMITTED, course)
    reordered = replace(SUBMITTED, rows=SUBMITTED.rows[::-1])
    renamed = replace(SUBMITTED, pull_request=replace(SUBMITTED.pull_request, head_sha=OLD, title="x"))
    for same in (SUBMITTED, reordered, renamed, with_rows(line=9, method_text="k-means", reason="because")):
        assert runs_key(same, course) == key
    clusters = Method(family=Family.CLUSTERING, params={"clusters": 8})
    others = [replace(SUBMITTED, code={**SUBMITTED.code, "two.py": "3" * 64}), with_rows(method=clusters), with_rows(model="local:other")]
    courses = [replace(course, measuring=replace(course.measuring, threads=2)), replace(course, limits=replace(course.limits, processes=9))]
    keys = [key, *(runs_key(each, course) for each in others), *(runs_key(SUBMITTED, each) for each in courses)]
    assert len(set(keys)) == len(keys)


def test_the_key_is_of_the_private_part_by_its_digest(course: Course) -> None:
    """The job that looks for earlier measurements has no private files."""
    assert SUBMITTED.manifest
    about = replace(SUBMITTED, manifest=replace(SUBMITTED.manifest, data="digits"))
    data = course.data["digits"]
    parts = [data, *(replace(data, private="more.parquet", private_sha256=digit * 64) for digit in "ab")]
    assert len({runs_key(about, replace(course, data={"digits": each})) for each in parts}) == 3


def test_the_key_is_of_the_models_and_data_as_they_are(course: Course, tmp_path: Path) -> None:
    one = ManifestRow(model="local:digits-vit", method=Method(family=Family.ORIGINAL))
    assert SUBMITTED.manifest
    about = replace(SUBMITTED, manifest=replace(SUBMITTED.manifest, data="digits", rows=(one,)))
    here = replace(course, root=tmp_path)
    before = runs_key(about, here)
    weights = tmp_path / course.models["digits-vit"].path / "weights"
    weights.parent.mkdir(parents=True)
    weights.write_bytes(b"1")
    assert (first := runs_key(about, here)) != before
    weights.write_bytes(b"2")
    assert runs_key(about, here) not in (before, first)
    (tmp_path / "constraints.txt").write_text("torch==9")
    assert runs_key(about, here) not in (before, first)


def find(work: Path, course: Course, text: str, event: bytes = SYNCHRONIZED, submitted: Submission = SUBMITTED) -> KeptRuns:
    artifact.write(submitted, work / SUBMISSION)
    state = State(repository=REPOSITORY, pulls=[Pull(number=1, title="", author="x", base="b", base_sha=OLD, head_sha=HEAD)])
    output = {"title": "", "summary": "", "text": text}
    sent = {"name": "grader", "head_sha": OLD, "external_id": "1/5", "status": "completed", "conclusion": "success", "output": output}
    state.check_runs.append(CheckRun(id=9, sent=sent))
    state.comment(1, "github-actions[bot]", f"<!-- grader head={OLD} run=5 -->\n\ntext")
    with Double(state) as double:
        environment = {"GITHUB_REPOSITORY": REPOSITORY, "GITHUB_TOKEN": double.token, "GITHUB_API_URL": double.url}
        found = find_kept_runs(event, work, course, environment)
        assert double.breaches == []
    return found


def test_what_was_measured_follows_its_row_wherever_that_stands_now(course: Course, tmp_path: Path) -> None:
    artifact.write(SUBMITTED, tmp_path / SUBMISSION)
    slow = RunEnd(ending=Ending.TIMED_OUT, phase=Phase.INFER, facts={"seconds": 60.0, "limit": "x"})
    artifact.write(runs((0, DONE), (1, slow)), tmp_path / RUNS)
    text = text_to_keep(tmp_path, course)
    found = find(tmp_path, course, text, submitted=replace(SUBMITTED, rows=SUBMITTED.rows[::-1]))
    assert not found.verify
    read = unpack_runs(found.packed)
    assert {run.row: run.end.ending for run in read.rows} == {1: Ending.DONE, 0: Ending.TIMED_OUT}
    assert read.head_sha == HEAD


def test_only_what_is_asked_for_or_was_our_failure_is_measured_again(course: Course, tmp_path: Path) -> None:
    lost = RunEnd(ending=Ending.SUPERVISOR_FAILED, phase=Phase.INFER, facts={"detail": "x"})
    key = runs_key(SUBMITTED, course)
    failed = find(tmp_path, course, keep(key, packed(runs((0, DONE), (1, lost))), {}))
    assert failed.verify
    assert [run.row for run in unpack_runs(failed.packed).rows] == [0]
    both = keep(key, packed(runs((0, DONE), (1, DONE))), {})
    assert not find(tmp_path, course, both, b'{"inputs": {"pr": "1"}}').verify
    assert find(tmp_path, course, both, b'{"inputs": {"pr": "1", "again": "all"}}') == KeptRuns(
        verify=True, why="everything is to be run", groups=((0, 1),)
    )
    second = find(tmp_path, course, both, b'{"inputs": {"pr": "1", "again": "2"}}')
    assert second.verify
    assert [run.row for run in unpack_runs(second.packed).rows] == [0]
    assert find(tmp_path, course, keep("0" * 64, packed(runs((0, DONE))), {})).verify
    assert not find(tmp_path, course, "", submitted=replace(SUBMITTED, rows=())).verify


@pytest.mark.parametrize("report", ["", "!!", pack(b"{}"), packed(runs((0, DONE), (1, DONE), head=OLD)), pack(b"x" * 100_000)], ids=str)
def test_a_lost_or_garbled_report_costs_nobody_anything(report: str, course: Course, tmp_path: Path) -> None:
    artifact.write(SUBMITTED, tmp_path / SUBMISSION)
    take_runs(tmp_path, "", [report], [(0, 1)], "failure")
    read = artifact.read(Runs, tmp_path / RUNS)
    assert read.machine == NO_MACHINE
    assert [(run.row, run.end.ending, run.end.ending.owner) for run in read.rows] == [
        (row, Ending.RUNNER_LOST, Owner.OURS) for row in (0, 1)
    ]
    card = judge(SUBMITTED, read, course)
    assert card.machine is None
    assert {verdict.outcome for verdict in card.verdicts if verdict.claim} <= {Outcome.BROKEN_OURS}
    assert text_to_keep(tmp_path, course) == ""


def test_a_report_of_part_of_the_rows_loses_only_the_others(tmp_path: Path) -> None:
    artifact.write(SUBMITTED, tmp_path / SUBMISSION)
    take_runs(tmp_path, "", [packed(runs((1, DONE)))], [(0, 1)], "failure")
    read = artifact.read(Runs, tmp_path / RUNS)
    assert [run.end.ending for run in read.rows] == [Ending.RUNNER_LOST, Ending.DONE]
    assert read.machine == MACHINE


def test_what_an_earlier_commit_measured_names_that_commit_and_the_machine_it_ran_on(course: Course, tmp_path: Path) -> None:
    key = runs_key(SUBMITTED, course)
    found = find(tmp_path, course, keep(key, packed(runs((0, DONE), head=OLD)), {}))
    assert found.groups == ((1,),)
    (known,) = unpack_runs(found.packed).rows
    assert (known.row, known.commit) == (0, OLD)
    other = replace(MACHINE, cpu="another CPU")
    take_runs(tmp_path, found.packed, [packed(replace(runs((1, DONE)), machine=other))], [(1,)], "success")
    read = artifact.read(Runs, tmp_path / RUNS)
    assert [(run.row, run.machine, run.commit) for run in read.rows] == [(0, MACHINE, OLD), (1, None, "")]
    assert read.machine == other
    card = judge(SUBMITTED, read, course)
    assert [(row.machine, row.commit) for row in card.rows] == [(MACHINE, OLD), (None, "")]
    again = find(tmp_path, course, text_to_keep(tmp_path, course))
    assert [(run.machine, run.commit) for run in unpack_runs(again.packed).rows] == [(MACHINE, OLD), (None, "")]


def test_what_was_asked_to_be_measured_anew_is_so_whichever_grading_comes_next(course: Course, tmp_path: Path) -> None:
    """`/regrade` starts a grading that the next push or command may cancel."""
    rows = tuple(replace(row, place=replace(row.place, line=40 + index)) for index, row in enumerate(SUBMITTED.rows))
    handed = replace(SUBMITTED, rows=rows)
    artifact.write(handed, tmp_path / SUBMISSION)
    artifact.write(runs((0, DONE), (1, DONE)), tmp_path / RUNS)
    known = Kept.read(text_to_keep(tmp_path, course))
    assert known
    for asked, again in (("41", {0}), ("2", {0}), ("all", set()), ("41,1", set()), ("77", {0, 1})):
        found = find(tmp_path, course, str(known.asked(asked)), submitted=handed)
        left = {run.row for run in unpack_runs(found.packed).rows} if found.packed else set()
        assert (left, found.verify) == (again, len(again) < 2), asked
    assert known.asked("2").asked("all").asked("1").again == ("all",)


def test_several_machines_may_say_less_together_than_each_alone(tmp_path: Path) -> None:
    artifact.write(SUBMITTED, tmp_path / SUBMISSION)
    noisy = RunEnd(ending=Ending.RAISED, phase=Phase.BUILD, facts={"error": "x"}, log="x" * 40_000)
    take_runs(tmp_path, "", [packed(runs((0, noisy))), packed(runs((1, noisy)))], [(0,), (1,)], "success")
    assert [run.end.log for run in artifact.read(Runs, tmp_path / RUNS).rows] == ["", ""]


def test_where_nothing_was_to_be_run_nothing_is_lost(tmp_path: Path) -> None:
    artifact.write(SUBMITTED, tmp_path / SUBMISSION)
    take_runs(tmp_path, "", [], [], "skipped")
    assert not (tmp_path / RUNS).exists()

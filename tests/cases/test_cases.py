"""Every folder beside this file is a submission and what must come of it; add a folder, get a test.

`expect.yml`: the `rows` in order (how each ends, in which phase, whose it is, parts of its facts, message and log, and
the exact set of what is measured with its bounds), other `limits` than the course's, another `measuring` than the quick
one, whether it is `slow`, and `code` that lies elsewhere in the repository.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.core.problem import Place
from grader.core.run import Ending, RowRun
from grader.core.submission import Manifest, PullRequest, Submission, SubmittedRow
from grader.core.words import Language
from grader.course import load_course
from grader.intake.manifest import read_manifest
from grader.verify.verify import verify
from tests.verify.support import ROOT, check, holds, message

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/expect.yml"))
COURSE = load_course(ROOT / ".github" / "course.yml")
QUICK = replace(COURSE.measuring, examples=20, warm_up=2, block=5, starts=1)


def expected(case: Path) -> dict[str, Any]:
    found = yaml.safe_load((case / "expect.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def submission(manifest: Manifest) -> Submission:
    place = Place(path="README.md", line=1)
    pull_request = PullRequest(
        repository="school/course",
        number=1,
        title=f"{manifest.team} HW-{manifest.homework}",
        author="otter",
        base_branch="lesson-3-weights-clusterization",
        base_sha="0" * 40,
        head_sha="1" * 40,
    )
    rows = [
        SubmittedRow(model=row.model, method=row.method, method_text=row.method_text, place=place, manifest=index)
        for index, row in enumerate(manifest.rows)
    ]
    return Submission(pull_request=pull_request, team=manifest.team, homework=manifest.homework, manifest=manifest, rows=tuple(rows))


def params() -> list[Any]:
    return [
        pytest.param(case, id=case.name, marks=[pytest.mark.sandbox, *([pytest.mark.slow] if expected(case).get("slow") else [])])
        for case in CASES
    ]


@pytest.mark.parametrize("case", params())
def test_case(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.verify.measure.REPEATS", 0)  # how steady the times are is not asked here
    want = expected(case)
    for file in case.glob("*.py"):
        shutil.copyfile(file, tmp_path / file.name)
    for name, source in want.get("code", {}).items():
        shutil.copyfile(ROOT / source, tmp_path / name)
    course = replace(COURSE, measuring=replace(QUICK, **want.get("measuring", {})), limits=replace(COURSE.limits, **want.get("limits", {})))
    manifest = read_manifest((case / "submission.yml").read_bytes(), str(case / "submission.yml"))
    runs = verify(submission(manifest), tmp_path, course, lambda row, phase, done: None).runs
    check(runs)
    assert len(runs.rows) == len(want["rows"])
    for run, row in zip(runs.rows, want["rows"], strict=True):
        compare(run, row)


def compare(run: RowRun, want: dict[str, Any]) -> None:
    assert (run.end.ending, run.end.phase, run.end.ending.owner) == (want["ending"], want["phase"], want["owner"]), run.end
    assert holds(run.end.facts, want["facts"]), run.end.facts
    assert want.get("log", "") in run.end.log
    for language, part in want.get("message", {}).items():
        assert part in message(run.end, Language(language))
    found = {f"{each.metric} {each.definition}": each for each in run.measurements}
    # memory beside the processes needs a control group, which not every machine has
    wanted = {name: bounds for name, bounds in want["measured"].items() if name in found or name != "ram_mb beside"}
    assert found.keys() == wanted.keys()
    for name, (low, high) in wanted.items():
        assert low <= found[name].value <= high, found[name]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_says_in_two_lines_what_it_shows(case: Path) -> None:
    lines = (case / "README.md").read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert {row["ending"] for row in expected(case)["rows"]} <= set(Ending)


def test_times_have_no_upper_bound() -> None:
    bounds = [(name, high) for case in CASES for row in expected(case)["rows"] for name, (_, high) in row["measured"].items()]
    assert {high for name, high in bounds if name.startswith("cpu_ms")} == {float("inf")}

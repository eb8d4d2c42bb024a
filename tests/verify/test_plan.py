"""Which rows run, with what, and why the others do not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.run import Ending, Owner
from grader.core.table import Family
from grader.course import Course
from grader.verify.plan import PlannedRow, RefusedRow, planned
from tests.verify.support import MODEL, submission


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text("a")
    (tmp_path / "b.py").write_text("b")
    return tmp_path


def test_every_row_of_the_manifest_is_planned_in_its_order(course: Course, code: Path) -> None:
    assert planned(submission("b.py", None, "a.py"), course, code) == [
        PlannedRow(row=0, source=course.root / "model", code=code / "b.py"),
        PlannedRow(row=1, source=course.root / "model", code=None),
        PlannedRow(row=2, source=course.root / "model", code=code / "a.py"),
    ]


def test_without_a_manifest_there_is_nothing_to_run(course: Course, code: Path) -> None:
    assert planned(replace(submission("a.py"), manifest=None), course, code) == []


def test_rows_that_belong_to_no_manifest_row_or_do_not_apply_are_left_out(course: Course, code: Path) -> None:
    handed_in = submission("a.py", "b.py", None)
    rows = (replace(handed_in.rows[0], manifest=None), replace(handed_in.rows[1], not_applicable=True), handed_in.rows[2])
    assert [item.row for item in planned(replace(handed_in, rows=rows), course, code)] == [2]


@pytest.mark.parametrize("model", ["google/vit-base-patch16-224", "local:no-such-model", MODEL, "local:"])
def test_a_model_that_is_not_here_is_our_lack(model: str, course: Course, code: Path) -> None:
    [item] = planned(submission("a.py", model=model), course, code)
    assert isinstance(item, RefusedRow)
    assert (item.why.ending, item.why.facts) == (Ending.MODEL_UNAVAILABLE, {"model": model})
    assert item.why.ending.owner is Owner.OURS


def test_a_model_whose_directory_is_gone_is_our_lack(course: Course, code: Path, tmp_path: Path) -> None:
    [item] = planned(submission(None), replace(course, root=tmp_path / "elsewhere"), code)
    assert isinstance(item, RefusedRow)
    assert item.why.ending is Ending.MODEL_UNAVAILABLE


def test_code_that_is_not_in_the_pull_request_is_named(course: Course, code: Path) -> None:
    found, missing = planned(submission("a.py", "c.py"), course, code)
    assert isinstance(found, PlannedRow)
    assert isinstance(missing, RefusedRow)
    assert (missing.row, missing.why.ending, missing.why.facts) == (1, Ending.FUNCTION_MISSING, {"error": "no file c.py"})


def test_a_compressed_row_without_code_is_refused(course: Course, code: Path) -> None:
    handed_in = submission(None)
    assert handed_in.manifest
    entry = replace(handed_in.manifest.rows[0], method=replace(handed_in.manifest.rows[0].method, family=Family.PRUNING))
    [item] = planned(replace(handed_in, manifest=replace(handed_in.manifest, rows=(entry,))), course, code)
    assert isinstance(item, RefusedRow)
    assert item.why.facts == {"error": "no code"}


def test_code_beside_an_original_is_not_run(course: Course, code: Path) -> None:
    handed_in = submission(None)
    assert handed_in.manifest
    entry = replace(handed_in.manifest.rows[0], code="a.py")
    [item] = planned(replace(handed_in, manifest=replace(handed_in.manifest, rows=(entry,))), course, code)
    assert item == PlannedRow(row=0, source=course.root / "model", code=None)

"""Which files of a pull request are read as code, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.core.problem import Problem
from grader.core.submission import PullRequest
from grader.intake.case import Case
from grader.intake.lint import gather as gathering
from grader.intake.lint.gather import gather
from grader.intake.lint.project import Project
from grader.intake.lint.read import MAX_NOTEBOOK, MAX_SCRIPT
from grader.intake.title import read_title
from tests.intake.handed_in import HandedIn, course
from tests.intake.lint.support import notebook
from tests.intake.repository import Files, Link, Store


def gathered(directory: Path, files: Files, base: Files | None = None) -> tuple[Project | None, tuple[Problem, ...]]:
    store = Store(directory / "objects.git")
    before = {b"README.md": b"# Course", **(base or {})}
    base_sha = store.commit(before)
    head_sha = store.commit({**before, **files}, base_sha)
    changes = store.repository.changes(base_sha, head_sha)
    case = Case(
        pull_request=PullRequest(
            repository="a/b", number=1, title="a HW-1", author="x", base_branch="main", base_sha=base_sha, head_sha=head_sha
        ),
        course=course(), title=read_title("a HW-1"), lesson=None, changes=changes,
        sizes=store.repository.sizes(change.blob for change in changes),
        small={}, files={}, manifest=None, manifest_error=None, manifest_text="", readme=None, base_readme=None, readme_text="",
        base_text="", rows=(), submitted=(),
    )  # fmt: skip
    return gather(store.repository, case)


def read(directory: Path, files: Files, base: Files | None = None) -> tuple[list[str], list[tuple[str, str]]]:
    project, problems = gathered(directory, files, base)
    paths = [sheet.source.path for sheet in project.sheets] if project else []
    return paths, [(problem.place.path, problem.code) for problem in problems]


def test_code_that_the_pull_request_brings_is_read(tmp_path: Path) -> None:
    files: Files = {"hw/b.ipynb": notebook("x = 1"), "hw/a.py": b"y = 2", "README.md": b"# New", "hw/picture.png": b"\x89PNG\0"}
    assert read(tmp_path, files, {"old.py": b"z = 3"}) == (["hw/a.py", "hw/b.ipynb"], [])


def test_there_is_no_project_without_code(tmp_path: Path) -> None:
    assert gathered(tmp_path, {"README.md": b"# New", "notes.txt": b"a"}, {"old.py": b"z = 3"}) == (None, ())


def test_checkpoints_links_and_deleted_files_are_left_alone(tmp_path: Path) -> None:
    files: Files = {"a.py": b"x = 1", ".ipynb_checkpoints/a-checkpoint.ipynb": notebook("x"), "link.py": Link(b"/etc/passwd")}
    assert read(tmp_path, files) == (["a.py"], [])


@pytest.mark.parametrize(("name", "limit"), [("big.py", MAX_SCRIPT), ("big.ipynb", MAX_NOTEBOOK)])
def test_a_file_that_is_too_large_is_said_and_not_read(tmp_path: Path, name: str, limit: int) -> None:
    assert read(tmp_path, {name: b"#" * (limit + 1), "a.py": b"x = 1"}) == (["a.py"], [(name, "code-too-large")])


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    files: Files = {"garbage.py": b"\x7fELF\0\0", "half.ipynb": b'{"cells": [', "list.ipynb": b"[1]", "a.py": b"x = 1"}
    paths, said = read(tmp_path, files)
    assert paths == ["a.py"]
    assert said == [(name, "code-unreadable") for name in ("garbage.py", "half.ipynb", "list.ipynb")]


def test_more_files_than_the_bot_reads_are_said(tmp_path: Path) -> None:
    paths, said = read(tmp_path, {f"f{n:03}.py": b"x = %d" % n for n in range(gathering.MOST_FILES + 2)})
    assert len(paths) == gathering.MOST_FILES
    assert [code for _, code in said] == ["code-too-many"] * 2


def test_small_texts_and_the_whole_tree_are_at_hand(tmp_path: Path) -> None:
    project, _ = gathered(tmp_path, {"a.py": b"x = 1", "requirements.txt": b"torch==2.5.1", "log.csv": b"ms\n1"}, {"data/test.csv": b"a"})
    assert project is not None
    assert dict(project.texts) == {"log.csv": "ms\n1", "requirements.txt": "torch==2.5.1"}
    assert project.files["data/test.csv"] == 1


def test_remarks_reach_the_submission() -> None:
    submission = HandedIn(change={"hw.ipynb": notebook("import torch", "print(np.mean([1]))")}).taken_in()
    found = next(remark for remark in submission.remarks if remark.code == "undefined-name")
    assert (found.place.path, found.place.cell, found.facts["names"]) == ("hw.ipynb", 2, "np")

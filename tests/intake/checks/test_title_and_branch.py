from __future__ import annotations

import pytest

from tests.intake.handed_in import HOME, MANIFEST, HandedIn
from tests.intake.repository import Files

TITLES = {"title-unreadable", "title-form", "homework-unknown", "branch-wrong", "branch-unknown"}


def about(handed_in: HandedIn) -> set[str]:
    return handed_in.codes() & TITLES


@pytest.mark.parametrize(
    ("title", "branch", "codes"),
    [
        ("ml_masters HW-3", "lesson-3-clustering", set()),
        ("ml_masters HW3", "lesson-3-clustering", {"title-form"}),
        (" ml_masters HW-3", "lesson-3-clustering", {"title-form"}),
        ("HW-3", "lesson-3-clustering", {"title-unreadable"}),
        ("ml_masters", "lesson-3-clustering", {"title-unreadable"}),
        ("ml_mаsters HW-3", "lesson-3-clustering", {"title-unreadable"}),
        ("ml_masters HW-3", "lesson-1-first-look", {"branch-wrong"}),
        ("ml_masters HW-3", "main", {"branch-wrong"}),
        ("HW-3", "main", {"title-unreadable", "branch-wrong"}),
        ("ml_masters HW-9", "main", {"homework-unknown", "branch-unknown"}),
        ("ml_masters HW-0", "lesson-3-clustering", {"homework-unknown"}),
        ("ml_masters HW-3", "", set()),  # a working copy that has no pull request yet
        ("", "", {"title-unreadable"}),
    ],
)
def test_what_title_and_branch_are_told(title: str, branch: str, codes: set[str]) -> None:
    assert about(HandedIn(title=title, branch=branch)) == codes


@pytest.mark.parametrize(
    ("title", "branch", "files", "fix", "example"),
    [
        ("results of our team", "lesson-3-clustering", ["rockets"], "rockets HW-3", "rockets HW-3"),
        ("HW-3", "main", ["rockets"], "rockets HW-3", "rockets HW-3"),
        ("results", "main", ["rockets"], None, "rockets HW-N"),
        ("Ракеты", "lesson-1-first-look", [], "ракеты HW-1", "ракеты HW-1"),
        ("Add our results", "lesson-3-clustering", [], None, "ml_masters HW-3"),
        ("HW-3", "main", [], None, "ml_masters HW-3"),
        ("rockets_HW-3_HW-1", "main", [], None, "ml_masters HW-N"),
        ("HW-3", "main", ["rockets", "pigs"], None, "ml_masters HW-3"),
        ("HW-3", "main", ["course"], None, "ml_masters HW-3"),
    ],
)
def test_a_title_is_proposed_when_branch_and_files_tell_it(
    title: str, branch: str, files: list[str], fix: str | None, example: str
) -> None:
    change: Files = {f"submissions/{team}/hw-3/a.py": b"x" for team in files}
    handed_in = HandedIn(title=title, branch=branch, change=change, without=[f"{HOME}/submission.yml", f"{HOME}/clustering.py"])
    (problem,) = [problem for problem in handed_in.problems() if problem.code == "title-unreadable"]
    assert (problem.fix and problem.fix.text) == fix
    assert problem.facts["example"] == example
    assert not (problem.fix and problem.fix.safe)


def test_the_canonical_title_is_a_safe_fix() -> None:
    (problem,) = HandedIn(title="ML masters: HW 3").problems()
    assert problem.fix and problem.fix.safe
    assert HandedIn(title=problem.fix.text).codes() == set()


def test_a_title_that_tells_nothing_loses_nothing_else() -> None:
    submission = HandedIn(title="my work").taken_in()
    assert (submission.team, submission.homework, submission.manifest, submission.code) == (None, None, None, {})
    assert len(submission.rows) == 2
    assert {problem.code for problem in submission.problems} == {"title-unreadable"}


@pytest.mark.parametrize("title", ["ML_Masters HW-3", "ml masters hw 3"])
def test_capitals_and_spaces_are_the_same_team(title: str) -> None:
    change: Files = {f"{HOME}/submission.yml": MANIFEST.replace("ml_masters", "ML Masters").encode()}
    assert HandedIn(title=title, change=change).codes() == {"title-form"}

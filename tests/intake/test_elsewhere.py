"""Numbers that stand in other lessons' tables, found in the READMEs of the lesson branches."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from grader.core.problem import Problem
from grader.core.submission import PullRequest
from grader.intake.elsewhere import lesson_branches
from grader.intake.intake import take_in
from grader.intake.reader import LIMITS
from tests.intake.handed_in import BASE, CLUSTERED, GOOD, HEADER, ORIGINAL, README, course, said
from tests.intake.repository import Store

OTHER, OWN = "lesson-1-first-look", "lesson-3-clustering"


def lesson(row: str) -> bytes:
    return f"# Занятие 1\n\n{HEADER}{row}".encode()


def asked(directory: Path, ours: str, *, number: int = 7, references: dict[str, bytes]) -> list[Problem]:
    """Take in the good pull request with another row of clustering, beside some references with READMEs."""
    store = Store(directory)
    base = store.commit(BASE)
    head = store.commit({**BASE, **GOOD, "README.md": README.replace(CLUSTERED, ours).encode()}, base)
    for name, readme in references.items():
        store.repository.run("update-ref", name, store.commit({"README.md": readme}))
    pull_request = PullRequest(
        repository="course/basics", number=number, title="ml_masters HW-3", author="student", base_branch=OWN, base_sha=base, head_sha=head
    )  # fmt: skip
    found = take_in(store.repository, pull_request, course(), base).problems
    return [problem for problem in found if problem.code == "number-repeated-elsewhere"]


def timed(time: str, ram: str = "25.9", model: str = "digits-vit") -> str:
    return f"| {model} | Кластеризация, 32 кластера | 0.14 | 0.11 | {time} | - | {ram} | - | 0.9675 |\n"


@pytest.mark.parametrize("place", ["refs/heads/", "refs/remotes/origin/", "refs/remotes/upstream/"])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (timed("1.3512478"), timed("1.3512478", "88", model="x/other")),
        (timed("1.3512478"), timed("0,0013512478 с", "88", model="x/other")),  # however it is written
        (timed("1.3512", "25.917"), timed("1.3512", "25.917", model="x/other")),  # two of five digits
    ],
)
def test_a_long_number_of_another_lesson_is_asked_about(place: str, ours: str, theirs: str, tmp_path: Path) -> None:
    (problem,) = asked(tmp_path, ours, references={f"{place}{OTHER}": lesson(theirs)})
    assert (problem.place.line, problem.place.column) == (21, 4)
    assert problem.facts["branch"] == OTHER and problem.facts["path"] == "README.md" and problem.facts["line"] == 5
    assert "x/other" in said(problem)


def test_rows_that_came_into_the_own_lesson_meanwhile_count_but_not_a_student_s_own_branch(tmp_path: Path) -> None:
    later = {f"refs/heads/{OWN}": lesson(timed("1.3512478", model="x/other"))}
    assert [problem.facts["branch"] for problem in asked(tmp_path / "a", timed("1.3512478"), references=later)] == [OWN]
    assert asked(tmp_path / "b", timed("1.3512478"), number=0, references=later) == []


@pytest.mark.parametrize(
    ("ours", "references"),
    [
        (timed("1.3512478"), {}),
        (timed("1.3512"), {f"refs/heads/{OTHER}": lesson(timed("1.3512", "88"))}),  # five digits of one number agree by chance
        (timed("1.3512478"), {"refs/heads/main": lesson(timed("1.3512478"))}),  # no lesson's branch
        (timed("1.3512478"), {f"refs/heads/{OTHER}": lesson(timed("1.3512478")) + b" " * LIMITS.size}),
        (timed("1.3512478"), {f"refs/heads/{OTHER}": lesson("| x | Прунинг | 1.3512478 | - | - | - | - | - | - |\n")}),  # a size
        (CLUSTERED, {f"refs/heads/{OTHER}": lesson(ORIGINAL + CLUSTERED)}),
    ],
)
def test_nothing_is_asked_where_it_says_little(ours: str, references: dict[str, bytes], tmp_path: Path) -> None:
    assert asked(tmp_path, ours, references=references) == []


def test_only_lesson_branches_that_are_there_are_fetched(tmp_path: Path) -> None:
    store, target = Store(tmp_path / "course"), Store(tmp_path / "grader").repository
    for branch in (OTHER, "main", OWN):
        store.repository.run("update-ref", f"refs/heads/{branch}", store.commit(BASE))
    url = (tmp_path / "course").as_uri()
    assert lesson_branches(target, url, course(), OWN) == [f"+refs/heads/{OTHER}:refs/heads/{OTHER}"]
    assert lesson_branches(target, url, course(), OTHER) == [f"+refs/heads/{OWN}:refs/heads/{OWN}"]
    target.fetch(url, *lesson_branches(target, url, course(), OWN))
    listed = subprocess.run(["git", "-C", str(tmp_path / "grader"), "for-each-ref"], capture_output=True, text=True, check=True).stdout
    assert listed.split()[2::3] == [f"refs/heads/{OTHER}"]


def test_a_remote_that_is_not_there_is_left_to_the_fetch(tmp_path: Path) -> None:
    assert lesson_branches(Store(tmp_path).repository, (tmp_path / "nowhere").as_uri(), course(), OWN) == []

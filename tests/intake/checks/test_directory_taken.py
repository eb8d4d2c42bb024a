"""Whose the work is that already stands in a team's directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.core.submission import PullRequest
from grader.intake.intake import take_in
from tests.intake.handed_in import BASE, GOOD, HOME, TITLE, HandedIn, course, record
from tests.intake.repository import Store


@pytest.mark.parametrize(
    ("path", "content", "taken"),
    [
        (f"{HOME}/record.json", record("somebody-else"), True),
        (f"{HOME}/record.json", record("Student"), False),  # GitHub does not tell cases apart
        (f"{HOME}/record.json", record(""), False),  # written before records said it
        (f"{HOME}/record.json", b"{}", False),
        (f"{HOME}/record.json", b"x" * (2 << 20), False),
        ("submissions/others/hw-3/record.json", record("somebody-else"), False),
    ],
)
def test_somebody_else_s_record_is_a_loud_problem(path: str, content: bytes, taken: bool) -> None:
    assert ("directory-taken" in HandedIn(base={path: content}).codes()) == taken


@pytest.mark.parametrize("number", [7, 0])
def test_the_branch_as_it_is_now_counts_except_in_a_working_copy(tmp_path: Path, number: int) -> None:
    """The other team's work was merged after this one had started."""
    store, branch = Store(tmp_path), "lesson-3-clustering"
    base = store.commit(BASE)
    head = store.commit({**BASE, **GOOD}, base)
    tip = store.commit({**BASE, f"{HOME}/record.json": record("somebody-else")}, base)
    store.repository.run("update-ref", f"refs/heads/{branch}", tip)
    asked = PullRequest(
        repository="course/basics", number=number, title=TITLE, author="student", base_branch=branch, base_sha=base, head_sha=head
    )
    codes = [problem.code for problem in take_in(store.repository, asked, course(), base).problems]
    assert ("directory-taken" in codes) == (number == 7)

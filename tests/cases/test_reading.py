"""Folders with a `remarks.yml`: a pull request as students write it, and what a careful reader says of its code.

`base/` is the course's README before, `head/` what the pull request adds or changes. `remarks.yml`: `title`, `branch`, the
`remarks` in order (code, and path with the notebook's cell or the line), what is `silenced`, and how many numbers of the
table were found how (`origins`).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader import steps
from grader.core.problem import Place
from grader.core.submission import PullRequest, Submission
from grader.core.words import Language
from grader.course import load_course
from grader.intake.intake import take_in
from grader.judge.judge import judge
from grader.review.reviewing import review
from tests.intake.repository import Content, Store
from tests.verify.support import ROOT

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/remarks.yml"))
COURSE = load_course(ROOT / ".github" / "course.yml")


def expected(case: Path) -> dict[str, Any]:
    found = yaml.safe_load((case / "remarks.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def files(directory: Path) -> dict[str | bytes, Content]:
    return {str(file.relative_to(directory)): file.read_bytes() for file in sorted(directory.rglob("*")) if file.is_file()}


def taken_in(case: Path, directory: Path) -> Submission:
    want, store = expected(case), Store(directory)
    base = store.commit(files(case / "base"))
    head = store.commit({**files(case / "base"), **files(case / "head")}, base)
    pull_request = PullRequest(
        repository="school/course", number=3, title=want["title"], author="otter", base_branch=want["branch"], base_sha=base, head_sha=head
    )
    return take_in(store.repository, pull_request, COURSE, base)


def spot(place: Place) -> str:
    return f"{place.path}#{place.cell}" if place.cell else f"{place.path}:{place.line}" if place.line else place.path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_said_of_the_code(case: Path, tmp_path: Path) -> None:
    want, submission = expected(case), taken_in(case, tmp_path)
    said = [f"{remark.code} {spot(remark.place)}" for remark in submission.remarks if not remark.silenced]
    assert said == want["remarks"]
    assert [f"{remark.code} {remark.silenced}" for remark in submission.remarks if remark.silenced] == want.get("silenced", [])
    assert Counter(str(trace.origin) for trace in submission.traces) == want["origins"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_review_tells_it_and_decides_nothing_by_it(case: Path, tmp_path: Path) -> None:
    submission = taken_in(case, tmp_path)
    card = judge(submission, None, COURSE)
    assert card.remarks == submission.remarks
    told = review(card, steps.all_entries(), COURSE.languages, {})
    for language in Language:
        for remark in submission.remarks[:3]:
            words = steps.all_entries()[remark.code].message.text(language).partition("{")[0]
            assert words.replace("`", "") in told.body.replace("`", "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_says_in_two_lines_what_it_shows(case: Path) -> None:
    assert len((case / "README.md").read_text("utf-8").splitlines()) == 2

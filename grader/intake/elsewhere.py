"""The tables of the other lessons: the READMEs of the lesson branches, as far as they are at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.core.submission import PullRequest
from grader.course import Course
from grader.intake.objects import GitError, Repository
from grader.intake.reader import LIMITS, read_document
from grader.intake.sight import Elsewhere

README = "README.md"
#: Where a lesson branch may be found in a clone, the course's own repository first.
PLACES = ("refs/remotes/upstream/", "refs/remotes/origin/", "refs/heads/")
#: READMEs that are looked into.
MOST = 12
_BETWEEN_DIGITS = re.compile(rb"(?<=[0-9])[.,' _]|\xc2\xa0|\xe2\x80\xaf")


def lesson_branches(repository: Repository, url: str, course: Course, base_branch: str) -> list[str]:
    """Name what to fetch for comparing with other lessons: those of their branches that the remote has."""
    wanted = [f"refs/heads/{lesson.branch}" for lesson in course.lessons[:MOST] if lesson.branch != base_branch]
    try:
        found = repository.remote_references(url, wanted) if wanted else {}
    except GitError:
        return []  # the fetch that follows says what is wrong
    return [f"+{name}:{name}" for name in found]


def tables_elsewhere(
    repository: Repository, pull_request: PullRequest, course: Course, base: str, digits: Sequence[str]
) -> tuple[Elsewhere, ...]:
    """Read the READMEs of the lesson branches that hold any of some runs of digits.

    The lesson's own branch counts too, for rows that came after `base`; but not in a student's clone, where a branch of
    that name may hold the very rows that are asked about.
    """
    own = None if pull_request.number else pull_request.base_branch
    branches = [lesson.branch for lesson in course.lessons if lesson.branch != own][:MOST]
    names = {f"{place}{branch}:{README}": branch for branch in branches for place in PLACES}
    try:
        found = repository.blobs_at([f"{base}:{README}", *names])
        chosen: dict[str, tuple[str, int]] = {}
        for name, branch in names.items():
            if name in found and found[name][1] <= LIMITS.size:
                chosen.setdefault(branch, found[name])
        blobs = {branch: blob for branch, (blob, _) in chosen.items() if blob != found.get(f"{base}:{README}", ("", 0))[0]}
        data = repository.blobs(blobs.values(), MOST * LIMITS.size) if blobs else {}
    except GitError:
        return ()  # there is nothing to compare with
    return tuple(
        Elsewhere(branch=branch, document=read_document(data[blob], README)) for branch, blob in blobs.items() if _holds(data[blob], digits)
    )


def _holds(data: bytes, digits: Sequence[str]) -> bool:
    """Whether a text has any of the runs of digits, wherever its decimal points are; most have none and need not be read."""
    packed = _BETWEEN_DIGITS.sub(b"", data)
    return any(run.encode() in packed for run in digits)

"""Find open pull requests whose last commit has no verdict and will get none by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from grader.github import checks
from grader.github.port import GitHub, Standing

#: A push is left to its own event for so long.
GRACE = timedelta(minutes=10)
WORKFLOW = "grade.yml"


class Why(StrEnum):
    """Why nobody grades a commit any more."""

    NO_CHECK = "no event has started its grading, or that one died before it could say anything"
    DIED = "the run that was to grade it has ended without a verdict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A pull request that has to be graded."""

    number: int
    head_sha: str
    why: Why


def due(github: GitHub, branches: Collection[str], now: datetime) -> Iterator[Due]:
    """Yield what has to be graded, the longest waiting first; takes a request for each open pull request, two for an unfinished one.

    A run that waits, for a machine or for approval, is left alone, however long: GitHub ends it itself in the end (a job that finds
    no machine after a day, one without approval after 30), and only then is there something to do.
    """
    for pull in sorted(github.open_pulls(), key=lambda pull: pull.updated_at):
        if pull.base_branch in branches and not pull.draft and now - pull.updated_at >= GRACE and (why := _why(github, pull)):
            yield Due(number=pull.number, head_sha=pull.head_sha, why=why)


def _why(github: GitHub, pull: Standing) -> Why | None:
    found = checks.ours(github, pull.number, pull.head_sha)
    if not found:
        return Why.NO_CHECK
    run = max(found)
    return None if found[run].finished or not github.run_ended(run) else Why.DIED


def have_graded(github: GitHub, pull: Due, branch: str) -> None:
    """Start the grading of a pull request, by the workflow as it is on `branch`."""
    github.dispatch(WORKFLOW, branch, {"pr": str(pull.number)})

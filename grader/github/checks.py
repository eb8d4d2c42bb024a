"""The check run of a pull request on one of its commits: found again by our own id, never overwritten by an earlier run."""

from __future__ import annotations

from grader.core.review import Conclusion, Review
from grader.github import sticky
from grader.github.port import CheckRun, GitHub, PostedCheckRun

CHECK_NAME = "grader"
#: GitHub's limits, in characters and bytes (github/docs, issue 35252).
MAX_TITLE, MAX_TEXT = 255, 65_535


def check_of(review: Review, run: int, url: str, *, title: str = "", text: str = "", conclusion: Conclusion | None) -> CheckRun:
    """Build the check run that says what a review says; a text that is too long is left out, since half of it is of no use."""
    return CheckRun(
        name=CHECK_NAME,
        head_sha=review.head_sha,
        # two pull requests can have one head commit (the same branch into two lessons), hence the number
        external_id=f"{review.number}/{run}",
        conclusion=conclusion,
        title=(title or review.title)[:MAX_TITLE],
        summary=sticky.fit(review.body),
        details_url=url,
        text=text if len(text.encode()) <= MAX_TEXT else "",
    )


def ours(github: GitHub, number: int, head_sha: str) -> dict[int, PostedCheckRun]:
    """Read the check runs that the bot has written for a pull request on a commit: run → check run."""
    found: dict[int, PostedCheckRun] = {}
    for posted in github.check_runs(head_sha, CHECK_NAME):
        of, _, written_by = posted.external_id.partition("/")
        if of == str(number) and written_by.isdecimal() and f"{posted.app}[bot]" == github.login:
            found[int(written_by)] = posted
    return found


def write(check: CheckRun, github: GitHub, *, first: bool = False) -> int:
    """Write a check run over the latest of ours, unless a later run has written that; return its id.

    A finished one is not queued again: GitHub shows the newest, and the verdict stays readable until there is another. Where it is
    known to be the `first` of its commit, none is looked for.
    """
    number, run = map(int, check.external_id.split("/"))
    found = {} if first else ours(github, number, check.head_sha)
    latest = max(found, default=None)
    if latest is None or (check.conclusion is None and found[latest].finished and latest < run):
        return github.create_check_run(check)
    if latest < run or (latest == run and not (check.conclusion is None and found[latest].finished)):
        github.update_check_run(found[latest].id, check)
    return found[latest].id

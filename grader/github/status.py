"""The first feedback: what can be said before anything has run, and a check run that waits."""

from __future__ import annotations

from grader.core.review import Review
from grader.github import checks, sticky
from grader.github.port import GitHub, PostedCheckRun, Standing
from grader.github.post import set_labels, stick_comment

_TITLE = "Ждёт запуска · Waiting to run"
_RUNNING = "Выполняется · Running"


def announce(review: Review, github: GitHub, *, run: int, progress: str, standing: Standing, newer: int | None = None) -> str | None:
    """Post the review of a card without measurements, and queue the check run; `progress` is the address of the workflow's run.

    Takes 5 requests the first time. A finished result for the same commit stays as it is until there is another. Comments on lines
    and labels wait for the verdict; labels of an earlier verdict are taken off.

    Returns:
        The address of the comment, or None where the pull request has a newer commit or result, so that nothing was said.

    Raises:
        GitHubError: GitHub refused or did not answer; announcing again completes the work.
    """
    if standing.head_sha != review.head_sha:
        return None
    mark = sticky.Mark(head_sha=review.head_sha, run=run)
    found = sticky.find(github.comments(review.number), github.login)
    newest = max(found, key=lambda pair: pair[1].rank(standing.head_sha), default=None)
    if newest and newest[1].rank(standing.head_sha) > mark.rank(standing.head_sha):
        return None
    if newest and newest[1].head_sha == review.head_sha and not sticky.waits(newest[0].body):
        url = newest[0].url
    else:
        kept = sticky.pins(newest[0].body) if newest else ""  # the verdict to come reads them
        text = sticky.compose(mark, f"{kept}\n\n{review.body}", (), standing.head_sha, newer=newer, waiting=progress)
        url = stick_comment(github, review.number, text, [old for old, _ in found]).url
        set_labels(review.number, (), standing.labels, github)
    checks.write(checks.check_of(review, run, url, title=_TITLE, conclusion=None), github)
    return url


def mark_started(github: GitHub, number: int, check: PostedCheckRun) -> None:
    """Say in comment and check run that the code of a commit is running now; to be called as soon as it was seen to run.

    What the verdict has replaced meanwhile is not found any more, and what it replaces next is its own. Between looking and writing it
    cannot come: after the code has ended, the job that posts it takes many seconds to set itself up.

    Raises:
        GitHubError: GitHub refused or did not answer; the next sweep says it.
    """
    for comment, _ in sticky.find(github.comments(number), github.login):
        if (text := sticky.started(comment.body)) != comment.body:
            github.update_comment(comment.id, text)
    github.amend_check_run(check, title=_RUNNING, running=True)

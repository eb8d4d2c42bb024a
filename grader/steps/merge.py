"""Merge: keep the verified rows of a card on its lesson branch."""

from __future__ import annotations

import time
from collections.abc import Callable

from grader.core.record import Found, Kept
from grader.core.submission import PullRequest, Submission
from grader.core.verdict import Card, Reason
from grader.course import Course
from grader.github.merge import Merged, Offer, Result, merge
from grader.github.port import GitHub
from grader.steps.words import all_entries


def merge_verified(
    github: GitHub,
    pull_request: PullRequest,
    card: Card,
    submission: Submission,
    course: Course,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> Merged:
    """Merge the rows of a card that hold, unless the pull request has a newer head than the graded one.

    `pause` waits for some seconds between two tries.

    Raises:
        GitHubError: GitHub refused or did not answer; merging again completes the work.
        ValueError: card and submission are of different commits or pull requests.
    """
    from grader.board.records import keep
    from grader.intake.reader import read_document

    graded = card.pull_request
    if (graded.number, graded.head_sha) != (submission.pull_request.number, submission.pull_request.head_sha):
        raise ValueError("the card and the submission are of different commits")
    if graded.number != pull_request.number:
        raise ValueError(f"the card is of pull request {graded.number}, not {pull_request.number}")
    lesson = course.lesson(card.homework) if card.homework is not None else None
    if card.team is None or lesson is None:
        return Merged(result=Result.REFUSED, reason=Reason(code="merge-title"))

    def compose(found: Found) -> Kept | Reason:
        return keep(found, card, submission, lambda text: read_document(text.encode(), "README.md"))

    offer = Offer(
        number=graded.number,
        head_sha=graded.head_sha,
        branch=lesson.branch,
        directory=submission.directory,
        message=f"Merge {card.team} HW-{card.homework} (#{graded.number})",
        compose=compose,
    )
    return merge(github, offer, pause)


def merge_reply(merged: Merged, course: Course) -> str:
    """Put a merge into words for the thread, in the course's languages."""
    from grader.github.merge_reply import reply

    return reply(merged, all_entries(), course.languages)

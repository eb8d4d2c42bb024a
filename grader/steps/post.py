"""Post: bring to the pull request what was found, first without and then with the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.review import Review
from grader.core.verdict import Card
from grader.course import Course
from grader.github.port import GitHub, Standing
from grader.steps.files import CARD, REVIEW
from grader.steps.runs import text_to_keep
from grader.wire import artifact


def announce(work: Path, environment: Mapping[str, str]) -> str | None:
    """Post review.json as a first feedback, before anything has run; return the address of the comment, None if it was not wanted.

    Raises:
        GraderError: a file cannot be read, or GitHub refuses.
    """
    from grader.github.connect import connect
    from grader.github.status import announce

    review, card = artifact.read(Review, work / REVIEW), artifact.read(Card, work / CARD)
    run, server = _run(environment), environment.get("GITHUB_SERVER_URL", "https://github.com")
    progress = f"{server}/{card.pull_request.repository}/actions/runs/{run}"
    with connect(environment) as github:
        standing, newer = _standing(github, card)
        return announce(review, github, run=run, progress=progress, standing=standing, newer=newer)


def post_review(work: Path, course: Course, environment: Mapping[str, str]) -> str:
    """Post review.json to its pull request; return the address of the comment.

    Raises:
        GraderError: a file cannot be read, or GitHub refuses.
    """
    from grader.github.connect import connect
    from grader.github.post import post

    review, card = artifact.read(Review, work / REVIEW), artifact.read(Card, work / CARD)
    with connect(environment) as github:
        standing, newer = _standing(github, card)
        kept = text_to_keep(work, course)
        pushed = _pushed(environment)
        return post(review, github, run=_run(environment), standing=standing, newer=newer, kept=kept, pushed=pushed).comment_url


def _pushed(environment: Mapping[str, str]) -> bool:
    """Tell whether this is the first try of the run that a push has started."""
    from grader.github.event import trigger_of

    path = environment.get("GITHUB_EVENT_PATH", "")
    if environment.get("GITHUB_EVENT_NAME") != "pull_request_target" or environment.get("GITHUB_RUN_ATTEMPT", "1") != "1" or not path:
        return False
    trigger = trigger_of(Path(path))
    return trigger.opened or trigger.before is not None


def _run(environment: Mapping[str, str]) -> int:
    run = environment.get("GITHUB_RUN_ID", "0")
    return int(run) if run.isdecimal() else 0


def _standing(github: GitHub, card: Card) -> tuple[Standing, int | None]:
    """Read how the pull request stands, and the number of a newer one of the same team for the same homework: one request for both."""
    from grader.intake.title import read_title

    number = card.pull_request.number
    listed = github.open_pulls(card.pull_request.base_branch)
    mine = next((pull for pull in listed if pull.number == number), None)
    work = card.team, card.homework
    titles = {pull.number: read_title(pull.title) for pull in listed if pull.number > number and None not in work}
    newer = max((other for other, title in titles.items() if (title.team, title.homework) == work), default=None)
    return mine or github.standing(number), newer

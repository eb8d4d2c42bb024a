"""Commands: read what instructors decided, carry out what a comment asks for, merge where it asks for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.core.decision import Decisions
from grader.core.errors import BadInput
from grader.core.submission import PullRequest, Submission
from grader.core.verdict import Card
from grader.course import Course
from grader.steps.files import CARD, DECISIONS, SUBMISSION
from grader.steps.words import all_entries
from grader.wire import artifact


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What a comment asked for: the words of its commands, and the pull request to be merged, if it asked for that.

    `comment` is what `merge_commanded` has to answer.
    """

    words: tuple[str, ...]
    comment: int
    merge: int | None = None


def read_thread(work: Path, environment: Mapping[str, str]) -> Decisions:
    """Read the decisions in the thread of the pull request of submission.json and write decisions.json.

    Must run before anything is posted: our comment tells which rows earlier decisions were found to mean.

    Raises:
        GraderError: the file cannot be read, or GitHub does not answer.
    """
    from grader.github.commands.thread import read_decisions
    from grader.github.connect import connect

    submission = artifact.read(Submission, work / SUBMISSION)
    decisions = read_decisions(submission.pull_request.number, submission.pull_request.head_sha, connect(environment))
    artifact.write(decisions, work / DECISIONS)
    return decisions


def answer_command(event: Path, course: Course, environment: Mapping[str, str]) -> Handled:
    """Carry out the commands of the comment that an `issue_comment` event is about; merging is left to `merge_commanded`.

    Raises:
        GraderError: the event cannot be read, or GitHub does not answer; doing it again completes the work.
    """
    from grader.github.commands.event import spoken_of
    from grader.github.commands.handle import Means, handle
    from grader.github.connect import connect
    from grader.github.event import MAX_EVENT_BYTES

    with event.open("rb") as file:
        data = file.read(MAX_EVENT_BYTES + 1)
    if len(data) > MAX_EVENT_BYTES:
        raise BadInput(event, f"has more than {MAX_EVENT_BYTES} bytes", code="event")
    spoken, merging = spoken_of(data), list[PullRequest]()
    ref = environment.get("GITHUB_REF_NAME", "main")  # a comment's workflow runs on the default branch
    means = Means(github=connect(environment), ref=ref, catalogue=all_entries(), languages=course.languages, merge=merging.append)
    words = tuple(one.command.word for one in handle(spoken, means))
    return Handled(words=words, comment=spoken.comment, merge=merging[0].number if merging else None)


def merge_commanded(work: Path, comment: int, course: Course, environment: Mapping[str, str]) -> str:
    """Merge what card.json holds, as a comment asked, and answer that comment; return the answer.

    Raises:
        GraderError: a file cannot be read, or GitHub refuses or does not answer; doing it again completes the work.
    """
    from grader.github.commands.handle import conclude
    from grader.github.connect import connect
    from grader.github.merge import Result
    from grader.steps.merge import merge_reply, merge_verified

    card, submission = artifact.read(Card, work / CARD), artifact.read(Submission, work / SUBMISSION)
    github, number = connect(environment), card.pull_request.number
    merged = merge_verified(github, github.pull_request(number), card, submission, course)
    text = merge_reply(merged, course)
    conclude(comment, number, text, github, fine=merged.result is not Result.REFUSED)
    return text

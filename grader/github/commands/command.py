"""What a command is: its word, who may give it, what its arguments are, what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from grader.core.decision import Decision, DecisionKind
from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.core.submission import PullRequest
from grader.core.words import Catalogue, Words
from grader.github.port import Comment


class Right(StrEnum):
    """Who may give a command: anybody in the thread, the pull request's author, or those who can write to the repository."""

    ANYBODY = "anybody"
    AUTHOR = "author"
    WRITER = "writer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """What stands behind the word of a command."""

    row: int | None = None
    metric: Metric | None = None
    method: bool = False
    outcome: Outcome | None = None
    points: float | None = None
    reason: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a command may look at: the pull request, its thread, the comment it stands in, and whether its author can write.

    `hold` is the standing hold on merging. `merge` sees to it that the verified rows are merged.
    """

    pull_request: PullRequest
    thread: tuple[Comment, ...]
    comment: Comment
    writer: bool
    hold: Decision | None
    catalogue: Catalogue
    merge: Callable[[PullRequest], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a command: whether it was done, the words it takes, and what to grade again.

    `again` is the input of the grading workflow: empty to grade with all that is measured already, `all` to measure everything
    anew, a number to measure that row anew; None to leave the grading alone. `reply` is Markdown in each language. What is
    `pending` is concluded by somebody else (`handle.conclude`).
    """

    fine: bool = True
    pending: bool = False
    reply: Words | None = None
    again: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command; `read` raises `ValueError` where the arguments are wrong, `decides` is set where it is a decision to keep.

    `usage` is how it is written, `example` a whole line of it, `meaning` what it does.
    """

    word: str
    right: Right
    usage: Words
    example: Words
    meaning: Words
    read: Callable[[str], Arguments]
    act: Callable[[Arguments, Scene], Done]
    decides: DecisionKind | None = None


def grade_again(_: Arguments, __: Scene) -> Done:
    """Have the card judged again: all that a decision takes, since a grading reads the thread."""
    return Done(again="")

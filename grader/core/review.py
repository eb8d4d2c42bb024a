"""What is posted to a pull request: one comment, one check run, comments on lines, labels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Conclusion(StrEnum):
    """The conclusion of the check run, in GitHub's words (REST, `checks/create`)."""

    SUCCESS = "success"
    FAILURE = "failure"
    NEUTRAL = "neutral"
    ACTION_REQUIRED = "action_required"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineComment:
    """A comment on one line of the new side of the diff; `body` is Markdown, perhaps with a suggestion block.

    `told` says that the review's own body tells it too, so that nothing is lost where the diff does not show the line.
    """

    path: str
    line: int
    body: str
    told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All that is posted for one submission at one commit; `body` is the sticky comment without its marker."""

    version: int = 1
    repository: str
    number: int
    head_sha: str
    title: str
    body: str
    conclusion: Conclusion
    comments: tuple[LineComment, ...] = ()
    labels: tuple[str, ...] = ()

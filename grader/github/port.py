"""What the bot needs of GitHub, in its own nouns; `pygithub.py` is the real thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from grader.core.errors import GitHubError
from grader.core.review import Conclusion, LineComment
from grader.core.submission import PullRequest

#: The login that comments carry when they were written with a workflow's GITHUB_TOKEN.
ACTIONS_BOT = "github-actions[bot]"


class Unanchored(GitHubError):
    """GitHub refused a review because one of its comments stands on no line of the diff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """A file that the pull request changes; GitHub gives no `patch` for binary and for very large ones."""

    path: str
    patch: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment of the pull request's thread."""

    id: int
    author: str
    body: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLineComment:
    """A comment on a line of the diff; `line` is None once a later commit has changed that line."""

    author: str
    path: str
    line: int | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """A finished check run; `external_id` is ours to find it again by, `summary` is Markdown of at most 65,535 bytes."""

    name: str
    head_sha: str
    external_id: str
    conclusion: Conclusion
    title: str
    summary: str
    details_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedCheckRun:
    """A check run that GitHub has."""

    id: int
    external_id: str


class GitHub(Protocol):
    """One repository, seen with the rights of one token. Every method raises `GitHubError` where GitHub does not do it."""

    @property
    def login(self) -> str:
        """The login under which the token writes."""
        ...

    def pull_request(self, number: int) -> PullRequest:
        """Read a pull request as it is now."""
        ...

    def changed_files(self, number: int) -> tuple[ChangedFile, ...]:
        """Read what the pull request changes (GitHub lists at most 3000 files)."""
        ...

    def comments(self, number: int) -> tuple[Comment, ...]:
        """Read the thread, oldest first."""
        ...

    def create_comment(self, number: int, body: str) -> Comment:
        """Add a comment to the thread."""
        ...

    def update_comment(self, comment_id: int, body: str) -> None:
        """Replace the text of a comment of ours."""
        ...

    def delete_comment(self, comment_id: int) -> None:
        """Delete a comment of ours; one that is already gone is no error."""
        ...

    def line_comments(self, number: int) -> tuple[PostedLineComment, ...]:
        """Read the comments on lines of the diff, anybody's."""
        ...

    def create_review(self, number: int, head_sha: str, body: str, comments: tuple[LineComment, ...]) -> None:
        """Post comments on lines as one review that neither approves nor requests changes.

        Raises:
            Unanchored: at least one comment is on no line of the diff; nothing was posted.
            GitHubError: anything else.
        """
        ...

    def check_runs(self, head_sha: str, name: str) -> tuple[PostedCheckRun, ...]:
        """Read the check runs of one name on a commit."""
        ...

    def create_check_run(self, check: CheckRun) -> int:
        """Create a check run; return its id."""
        ...

    def update_check_run(self, check_run_id: int, check: CheckRun) -> None:
        """Replace what a check run of ours says."""
        ...

    def labels(self, number: int) -> tuple[str, ...]:
        """Read the labels of the pull request."""
        ...

    def add_labels(self, number: int, labels: tuple[str, ...]) -> None:
        """Put labels on the pull request; those that the repository lacks are created."""
        ...

    def remove_label(self, number: int, label: str) -> None:
        """Take a label off the pull request; one that is already off is no error."""
        ...

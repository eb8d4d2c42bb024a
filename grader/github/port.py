"""What the bot needs of GitHub, in its own nouns; `pygithub.py` is the real thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from grader.core.errors import GitHubError
from grader.core.review import Conclusion, LineComment
from grader.core.submission import PullRequest
from grader.github.objects import Objects

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
    """A comment of the pull request's thread; the times are ISO 8601 in UTC, to the second, as GitHub gives them."""

    id: int
    author: str
    body: str
    url: str
    created_at: str = ""
    updated_at: str = ""

    @property
    def edited(self) -> bool:
        """Whether anybody, its author or another, has changed it since."""
        return self.created_at != self.updated_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """A reaction to a comment; `content` is GitHub's name of it, such as `eyes`, `+1`, `confused`."""

    author: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLineComment:
    """A comment on a line of the diff; `line` is None once a later commit has changed that line."""

    author: str
    path: str
    line: int | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """A check run, queued as long as it has no conclusion; `external_id` is ours to find it again by.

    `summary` and `text` are Markdown of at most 65,535 bytes each.
    """

    name: str
    head_sha: str
    external_id: str
    conclusion: Conclusion | None
    title: str
    summary: str
    details_url: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedCheckRun:
    """A check run that GitHub has: finished, or `running` on a machine, or queued.

    `app` is the name under which its writer goes, as in the login `APP[bot]`.
    """

    id: int
    external_id: str
    finished: bool = True
    running: bool = False
    app: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a pull request stands now; `updated_at` is when a commit, a comment or an edit came last.

    `merged` counts GitHub's own buttons too, which may leave another commit on the branch than the head.
    """

    number: int
    title: str
    base_branch: str
    head_sha: str
    is_open: bool
    merged: bool
    draft: bool
    labels: tuple[str, ...]
    updated_at: datetime


class GitHub(Objects, Protocol):
    """One repository, seen with the rights of one token. Every method raises `GitHubError` where GitHub does not do it."""

    @property
    def login(self) -> str:
        """The login under which the token writes."""
        ...

    def pull_request(self, number: int) -> PullRequest:
        """Read a pull request as it is now."""
        ...

    def standing(self, number: int) -> Standing:
        """Read how a pull request stands now."""
        ...

    def open_pulls(self, base: str | None = None) -> tuple[Standing, ...]:
        """Read how all open pull requests stand, or those into one branch."""
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

    def reactions(self, comment_id: int) -> tuple[Reaction, ...]:
        """Read the reactions to a comment of the thread."""
        ...

    def react(self, comment_id: int, content: str) -> None:
        """React to a comment; a reaction that is there already stays one."""
        ...

    def permission(self, login: str) -> str:
        """Tell what somebody may do in the repository: `admin`, `write` (or maintain), `read` (or triage), `none`."""
        ...

    def dispatch(self, workflow: str, ref: str, inputs: dict[str, str]) -> None:
        """Start a workflow (the name of its file) as it is on a branch."""
        ...

    def dispatched(self, workflow: str, since: str) -> tuple[str, ...]:
        """Read the titles of the runs of a workflow that were started by a dispatch at an ISO time or later, newest first."""
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

    def amend_check_run(self, posted: PostedCheckRun, *, title: str = "", text: str = "", running: bool = False) -> None:
        """Change the title or the text of a check run of ours, or say that what it waits for is running; all else stays."""
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

    def is_open(self, number: int) -> bool:
        """Tell whether the pull request is neither merged nor closed."""
        ...

    def close_pull_request(self, number: int) -> None:
        """Close the pull request without merging it."""
        ...

    def run_ended(self, run_id: int) -> bool:
        """Tell whether a run of a workflow has ended, however; one that GitHub has forgotten has."""
        ...

    def at_work(self, run_id: int) -> bool:
        """Tell whether a job of a run is at work on a machine of the course's own, as far as GitHub knows."""
        ...

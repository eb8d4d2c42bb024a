"""What the double remembers; the same JSON seeds it and comes out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class File:
    """A changed file; without a patch it is binary or too large to show.

    `refuses` are lines on which no comment is taken although the patch shows them.
    """

    filename: str
    patch: str | None = None
    status: str = "modified"
    refuses: list[int] = field(default_factory=list)

    def shows(self, line: int) -> bool:
        """Tell whether a comment on this line of the new side is accepted."""
        if line in self.refuses:
            return False
        for hunk in re.split(r"(?m)^(?=@@ )", self.patch or ""):
            if head := re.match(r"@@ -\S+ \+(\d+)", hunk):
                body = [text for text in hunk.split("\n")[1:] if text.startswith(("+", " "))]
                if int(head[1]) <= line < int(head[1]) + len(body):
                    return True
        return False


@dataclass(slots=True, kw_only=True)
class Reaction:
    """A reaction to a comment."""

    id: int
    author: str
    content: str


@dataclass(slots=True, kw_only=True)
class Comment:
    """A comment of the thread; `edits` counts how often it was updated, the times are ISO 8601 to the second."""

    id: int
    author: str
    body: str
    edits: int = 0
    created_at: str = "2026-03-02T10:00:00Z"
    updated_at: str = "2026-03-02T10:00:00Z"
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Dispatch:
    """A workflow that was started, as it was asked for."""

    workflow: str
    ref: str
    inputs: dict[str, str]
    at: str


@dataclass(slots=True, kw_only=True)
class LineComment:
    """A comment on a line; `line` is None once it is outdated."""

    id: int
    review: int
    author: str
    commit: str
    path: str
    line: int | None
    original_line: int
    body: str


@dataclass(slots=True, kw_only=True)
class Review:
    """A review: text, event and the commit it is about."""

    id: int
    author: str
    event: str
    commit: str
    body: str


@dataclass(slots=True, kw_only=True)
class CheckRun:
    """A check run as it was sent, with what later updates changed."""

    id: int
    sent: dict[str, Any]
    updates: int = 0


@dataclass(slots=True, kw_only=True)
class Pull:
    """A pull request; `earlier_heads` are the commits it had before `head_sha`. Its fork may be deleted."""

    number: int
    title: str
    author: str
    base: str
    base_sha: str
    head_sha: str
    earlier_heads: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    line_comments: list[LineComment] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    state: str = "open"
    merged: bool = False
    draft: bool = False
    orphan: bool = False


@dataclass(slots=True, kw_only=True)
class State:
    """One repository; `permissions` are those of its people, `now` is the time at which everything happens.

    `git` is the path of the bare repository behind the git operations; of a tree, `most_entries` are shown; `signed` are the
    commits that GitHub signed.

    `runs` tells how runs of workflows stand, `at_work` which of them have a job on a machine of the course's own; `settings`
    what the operations about settings answer, None being 404.
    """

    repository: str = "course/model-compression"
    pulls: list[Pull] = field(default_factory=list)
    check_runs: list[CheckRun] = field(default_factory=list)
    permissions: dict[str, str] = field(default_factory=dict)
    dispatches: list[Dispatch] = field(default_factory=list)
    runs: dict[str, str] = field(default_factory=dict)
    at_work: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    git: str = ""
    most_entries: int = 100_000
    signed: list[str] = field(default_factory=list)
    now: str = "2026-03-02T10:00:00Z"
    last_id: int = 1000

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def pull(self, number: int) -> Pull:
        return next(pull for pull in self.pulls if pull.number == number)

    def comment(self, number: int, author: str, body: str) -> Comment:
        """Let anybody comment on a pull request."""
        comment = Comment(id=self.next_id(), author=author, body=body, created_at=self.now, updated_at=self.now)
        self.pull(number).comments.append(comment)
        return comment

    def push(self, number: int, head_sha: str, files: list[File]) -> None:
        """Move the head of a pull request; comments on lines that the new diff does not show become outdated."""
        pull = self.pull(number)
        pull.earlier_heads.append(pull.head_sha)
        pull.head_sha, pull.files = head_sha, files
        for comment in pull.line_comments:
            if not any(file.filename == comment.path and file.shows(comment.original_line) for file in files):
                comment.line = None

    def commits(self) -> set[str]:
        """Return every commit that GitHub would know."""
        return {sha for pull in self.pulls for sha in (pull.base_sha, pull.head_sha, *pull.earlier_heads)}

"""What the bot needs of a repository's git objects, in its own nouns: the part of the port that merging uses."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from typing import Protocol

from grader.core.errors import GitHubError


class NotFastForward(GitHubError):
    """The branch has moved on: what was to become its tip does not contain the present one."""


class CommitRefused(GitHubError):
    """GitHub does not make a commit of this tree with these parents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a tree in git's own terms: `mode` of six digits, `sha` of the object (None: the path goes), `size` of a blob."""

    path: str
    mode: str
    sha: str | None
    size: int = 0


def blob_name(data: bytes) -> str:
    """Return the name that git gives to a file."""
    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


class Objects(Protocol):
    """The git objects of one repository; names of objects are 40 hex digits. Every method raises `GitHubError` as the port does."""

    def tip(self, branch: str) -> str:
        """Read the commit that a branch stands at."""
        ...

    def tree_of(self, commit: str) -> str:
        """Read the name of a commit's tree."""
        ...

    def tree(self, sha: str) -> tuple[Entry, ...]:
        """Read all entries of a tree and of those below it; an error where GitHub does not show them all."""
        ...

    def blob(self, sha: str) -> bytes:
        """Read a file."""
        ...

    def create_blob(self, data: bytes) -> str:
        """Store a file; return its name."""
        ...

    def create_tree(self, base: str, entries: tuple[Entry, ...]) -> str:
        """Store the tree `base` with some entries put, replaced or taken away; return its name."""
        ...

    def create_commit(self, message: str, tree: str, parents: tuple[str, ...]) -> str:
        """Store a commit, signed by GitHub in the name of the token's app; return its name.

        Raises:
            CommitRefused: GitHub does not take the tree or one of the parents.
        """
        ...

    def advance(self, branch: str, commit: str) -> None:
        """Move a branch to a commit that contains its present tip.

        Raises:
            NotFastForward: it does not contain it; nothing was moved.
        """
        ...

    def contains(self, commit: str, other: str) -> bool:
        """Tell whether `other` is `commit` or one of those before it."""
        ...

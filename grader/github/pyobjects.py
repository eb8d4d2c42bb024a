"""Git objects through PyGithub's requester: its own classes for them would cost a request each to be made."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from grader.core.errors import GitHubError
from grader.github.asking import CONTENTS, asking
from grader.github.objects import CommitRefused, Entry, NotFastForward, blob_name

if TYPE_CHECKING:
    import github

_MOVED_ON = re.compile(r"(?i)not a fast[ -]forward|\b409\b")


class PyObjects:
    """The port `Objects` over HTTP, for a client and the full name of a repository."""

    _client: github.Github
    _full_name: str

    def tip(self, branch: str) -> str:
        """Read the commit that a branch stands at."""
        with asking(f"show the branch {branch}", CONTENTS):
            return str(_field(self._ask("GET", f"git/ref/heads/{quote(branch)}"), "object", "sha"))

    def tree_of(self, commit: str) -> str:
        """Read the name of a commit's tree."""
        with asking(f"show the commit {commit}", CONTENTS):
            return str(_field(self._ask("GET", f"git/commits/{commit}"), "tree", "sha"))

    def tree(self, sha: str) -> tuple[Entry, ...]:
        """Read a tree with all below it."""
        with asking(f"show the tree {sha}", CONTENTS):
            answer = self._ask("GET", f"git/trees/{sha}?recursive=1")
        if _field(answer, "truncated"):
            raise GitHubError("the repository has more files than GitHub lists at once (100,000)", hint="remove files that do not belong")
        return tuple(
            Entry(path=entry["path"], mode=entry["mode"], sha=entry["sha"], size=entry.get("size", 0)) for entry in _field(answer, "tree")
        )

    def blob(self, sha: str) -> bytes:
        """Read a file."""
        with asking(f"show the file {sha}", CONTENTS):
            content = _field(self._ask("GET", f"git/blobs/{sha}"), "content")
        try:
            data = base64.b64decode(content)
        except (binascii.Error, TypeError, ValueError) as error:
            raise GitHubError(f"GitHub shows the file {sha} in an unknown form: {error}") from error
        if blob_name(data) != sha:
            raise GitHubError(f"GitHub shows the file {sha} in an unknown form: these are other bytes")
        return data

    def create_blob(self, data: bytes) -> str:
        """Store a file; base64 keeps its bytes whatever they are."""
        with asking("store a file", CONTENTS):
            return self._stored("git/blobs", {"content": base64.b64encode(data).decode(), "encoding": "base64"})

    def create_tree(self, base: str, entries: tuple[Entry, ...]) -> str:
        """Store a tree."""
        described = [{"path": entry.path, "mode": entry.mode, "type": "blob", "sha": entry.sha} for entry in entries]
        with asking("store a tree", CONTENTS):
            return self._stored("git/trees", {"base_tree": base, "tree": described})

    def create_commit(self, message: str, tree: str, parents: tuple[str, ...]) -> str:
        """Store a commit without author and committer, which is what makes GitHub sign it."""
        with asking("store a commit", CONTENTS, refusal=CommitRefused):
            return self._stored("git/commits", {"message": message, "tree": tree, "parents": list(parents)})

    def advance(self, branch: str, commit: str) -> None:
        """Move a branch forward."""
        try:
            with asking(f"move the branch {branch}", CONTENTS, refusal=NotFastForward):
                self._ask("PATCH", f"git/refs/heads/{quote(branch)}", {"sha": commit, "force": False})
        except NotFastForward as error:
            if _MOVED_ON.search(str(error)):
                raise
            raise GitHubError(str(error), hint="see whether a rule of the branch forbids the bot to push to it") from error

    def contains(self, commit: str, other: str) -> bool:
        """Tell whether a commit has another one before it."""
        with asking("compare two commits", CONTENTS):
            status = _field(self._ask("GET", f"compare/{commit}...{other}?per_page=1"), "status")
        return status in ("behind", "identical")

    def _stored(self, path: str, body: dict[str, Any]) -> str:
        return str(_field(self._ask("POST", path, body), "sha"))

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._client.requester.requestJsonAndCheck(method, f"/repos/{self._full_name}/{path}", input=body)[1]


def _field(answer: Any, *path: str) -> Any:
    """Take a field out of an answer.

    Raises:
        GitHubError: it is not there.
    """
    for name in path:
        if not isinstance(answer, dict) or name not in answer:
            raise GitHubError(f"GitHub answered in an unknown form: there is no {'.'.join(path)!r}")
        answer = answer[name]
    return answer

"""Read trees and files as git objects: no checkout, so no filter, hook, symbolic link or submodule ever acts.

Works on any repository, bare ones first of all; its own configuration, replacement objects and lazy fetching are
switched off, so that nothing in it can act either.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import GraderError

MAX_BLOB = 20 << 20
MAX_LISTING = 8 << 20
FILE_MODES = ("100644", "100755")
_HEADING = 100  # what `cat-file --batch` puts around a blob, at most
_SHA = re.compile(r"[0-9a-f]{40}")
_HARDENED = (
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false",
    "-c", "protocol.ext.allow=never", "-c", "submodule.recurse=false", "-c", "safe.directory=*", "-c", "gc.auto=0",
)  # fmt: skip


class GitError(GraderError):
    """Git could not do what it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One path that differs between two trees: git's status letter (A, M, D, T), the new mode, the new blob.

    `path` is None where its bytes are not UTF-8; `raw` always has them.
    """

    status: str
    mode: str
    blob: str
    raw: bytes

    @property
    def path(self) -> str | None:
        """The path as text."""
        try:
            return self.raw.decode("utf-8")
        except UnicodeDecodeError:
            return None

    @property
    def shown(self) -> str:
        """The path for people: bytes that are not UTF-8 in hexadecimal."""
        return self.raw.decode("utf-8", "backslashreplace")


def _is_text(path: bytes) -> bool:
    return path.decode("utf-8", "ignore").encode() == path


def _lines(names: Iterable[str]) -> bytes:
    """One object name a line, as `git cat-file --batch` reads them."""
    return "".join(f"{name}\n" for name in dict.fromkeys(names) if _SHA.fullmatch(name)).encode()


class Repository:
    """A git repository that is only read (and fetched into)."""

    def __init__(self, directory: Path, **environment: str) -> None:
        """Name the repository's directory; `environment` adds variables for git."""
        self._directory, self._environment = directory, environment

    @classmethod
    def create(cls, directory: Path) -> Repository:
        """Make an empty bare repository."""
        repository = cls(directory)
        directory.mkdir(parents=True, exist_ok=True)
        repository.run("init", "--quiet", "--bare", ".")
        return repository

    def run(self, *arguments: str, stdin: bytes | None = None, limit: int = MAX_LISTING) -> bytes:
        """Run git and return what it printed.

        Raises:
            GitError: git failed, or printed more than `limit` bytes.
        """
        done = subprocess.run(self._command(*arguments), input=stdin or b"", capture_output=True, env=self._variables(), check=False)
        if done.returncode != 0:
            raise GitError(f"git {arguments[0]}: {done.stderr.decode('utf-8', 'replace').strip()[:500]}")
        if len(done.stdout) > limit:
            raise GitError(f"git {arguments[0]} printed more than {limit} bytes")
        return done.stdout

    def _command(self, *arguments: str) -> list[str]:
        return ["git", *_HARDENED, "-C", str(self._directory), *arguments]

    def _variables(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": "/nonexistent", "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1", **self._environment,
        }  # fmt: skip

    def fetch(self, url: str, *references: str) -> None:
        """Fetch references from a remote into the repository, nothing else.

        Raises:
            GitError: the remote or a reference is not there.
        """
        self.run("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", url, *references)

    def remote_references(self, url: str, names: Sequence[str]) -> dict[str, str]:
        """Ask a remote which of some references it has: full name → SHA.

        Raises:
            GitError: the remote is not there.
        """
        listing = self.run("ls-remote", "--refs", url, *names).decode("utf-8", "replace")
        answers = (line.partition("\t") for line in listing.splitlines())
        return {name: sha for sha, _, name in answers if name in names}

    def commit(self, name: str) -> str:
        """Return the SHA of a commit.

        Raises:
            GitError: there is none of that name.
        """
        return self.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best common ancestor of two commits, or None where they share no history."""
        try:
            return self.run("merge-base", one, other).decode().strip()
        except GitError:
            return None

    def changes(self, base: str, head: str) -> tuple[Change, ...]:
        """List the paths that differ between two trees, renames as one deletion and one addition.

        Raises:
            GitError: a tree is not there.
        """
        listing = self.run("diff-tree", "-r", "-z", "--no-renames", "--full-index", "--no-ext-diff", "--no-textconv", base, head)
        parts = listing.split(b"\0")
        return tuple(
            Change(status=fields[4], mode=fields[1], blob=fields[3], raw=path)
            for head_, path in zip(parts[0:-1:2], parts[1::2], strict=True)
            for fields in [head_[1:].decode("ascii").split(" ")]
        )

    def sizes(self, blobs: Iterable[str]) -> dict[str, int]:
        """Return the size of each blob, without reading any; what is missing or no blob (a submodule's commit) is left out.

        Raises:
            GitError: git failed.
        """
        listing = self.run("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", stdin=_lines(blobs))
        answers = (line.split() for line in listing.decode("ascii").splitlines())
        return {answer[0]: int(answer[2]) for answer in answers if answer[1] == "blob"}

    def blobs(self, names: Iterable[str], limit: int = MAX_LISTING) -> dict[str, bytes]:
        """Read many small blobs at once; each name must be that of a blob.

        Raises:
            GitError: git failed, or they are larger than `limit` together.
        """
        answer, at, found = self.run("cat-file", "--batch", stdin=_lines(names), limit=limit), 0, {}
        while at < len(answer):  # "<name> blob <size>", the bytes, and a line break, for each
            name, _, size = answer[at : (start := answer.index(b"\n", at) + 1)].split()
            found[name.decode("ascii")] = answer[start : start + int(size)]
            at = start + int(size) + 1
        return found

    def files(self, tree: str, directory: str) -> dict[str, int]:
        """List the plain files below a directory of a tree: path → size in bytes. Names that are not UTF-8 are left out.

        Raises:
            GitError: the tree is not there.
        """
        return {path: size for path, (_, size) in self.entries(tree, [directory]).items()}

    def entries(self, tree: str, directories: Iterable[str]) -> dict[str, tuple[str, int]]:
        """List the plain files below some directories of a tree: path → name of the blob and size in bytes.

        Raises:
            GitError: the tree is not there.
        """
        listing = self.run("ls-tree", "-r", "-l", "-z", "--full-tree", tree, "--", *(f":(literal){name}/" for name in directories))
        parts = (entry.partition(b"\t") for entry in listing.split(b"\0")[:-1])
        plain = ((path, fields.split()) for fields, _, path in parts if fields[:6].decode("ascii") in FILE_MODES)
        return {path.decode("utf-8"): (fields[2].decode("ascii"), int(fields[3])) for path, fields in plain if _is_text(path)}

    def every_file(self, tree: str) -> dict[str, int]:
        """List all plain files of a tree: path → size in bytes. Names that are not UTF-8 are left out.

        Raises:
            GitError: the tree is not there, or its listing is too long.
        """
        return {path: size for path, (_, size) in self.entries(tree, []).items()}

    def blobs_at(self, names: Sequence[str]) -> dict[str, tuple[str, int]]:
        """Resolve names like `<commit>:<path>`: name → name of the blob and size in bytes; what is no blob is left out.

        Raises:
            GitError: git failed.
        """
        listing = self.run("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", stdin="\n".join([*names, ""]).encode())
        answers = (line.split(b" ") for line in listing.splitlines())
        found = zip(names, answers, strict=True)
        return {name: (answer[0].decode(), int(answer[2])) for name, answer in found if len(answer) == 3 and answer[1] == b"blob"}

    def start_of(self, blob: str, count: int) -> bytes:
        """Read the first bytes of a blob and leave the rest; what cannot be read is empty."""
        command = self._command("cat-file", "blob", blob)
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self._variables()
        ) as git:
            data = git.stdout.read(count) if git.stdout else b""
            git.kill()
        return data

    def read_all(self, tree: str, paths: Sequence[str], limit: int = MAX_BLOB) -> dict[str, bytes | None]:
        """Read the plain files among some paths of a tree, all at once; None stands for one that is larger than `limit`.

        Raises:
            GitError: the tree is not there.
        """
        if not paths:
            return {}
        listing = self.run("ls-tree", "-l", "-z", "--full-tree", tree, "--", *(f":(literal){path}" for path in paths))
        found: dict[str, bytes | None] = {}
        small: dict[str, str] = {}
        total = 0
        for entry in listing.split(b"\0")[:-1]:
            fields, _, path = entry.partition(b"\t")
            mode, _, blob, size = fields.decode("ascii").split()
            if mode in FILE_MODES:
                found[path.decode()] = None
                if int(size) <= limit:
                    small[path.decode()], total = blob, total + int(size) + _HEADING
        data = self.blobs(small.values(), total) if small else {}
        return found | {path: data[blob] for path, blob in small.items()}

    def read(self, tree: str, path: str, limit: int = MAX_BLOB) -> bytes | None:
        """Read a file of a tree, or None where there is no plain file of that path.

        Raises:
            GitError: the tree is not there, or the file is larger than `limit`.
        """
        found = self.read_all(tree, [path], limit)
        if path in found and found[path] is None:
            raise GitError(f"the file {path} is larger than {limit} bytes")
        return found.get(path)

    def blob(self, name: str, limit: int = MAX_BLOB) -> bytes:
        """Read a blob.

        Raises:
            GitError: it is not there, or larger than `limit`.
        """
        if self.sizes([name]).get(name, limit + 1) > limit:
            raise GitError(f"the file {name[:12]} is larger than {limit} bytes")
        return self.run("cat-file", "blob", name, limit=limit)

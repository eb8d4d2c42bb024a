"""A real bare git repository: what stands behind the double's git operations, and what tests put commits into."""

from __future__ import annotations

import os
import subprocess
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

#: mode, type, name of the object, path; no name: the path goes
Line = tuple[str, str, str | None, str]

_BOT = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "github-actions[bot]"), ("EMAIL", "41898282+github-actions[bot]@users.noreply.github.com"))
}


class Bare:
    """A bare repository; every method raises `subprocess.CalledProcessError` where git refuses."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @classmethod
    def create(cls, directory: Path) -> Bare:
        subprocess.run(["git", "init", "--quiet", "--bare", str(directory)], check=True)
        return cls(directory)

    def run(self, *arguments: str, stdin: bytes = b"", index: Path | None = None) -> bytes:
        argv = ["git", "--git-dir", str(self.directory), *arguments]
        chosen = {"GIT_INDEX_FILE": str(index)} if index else {}
        return subprocess.run(argv, input=stdin, capture_output=True, check=True, env={**os.environ, **_BOT, **chosen}).stdout

    def word(self, *arguments: str, stdin: bytes = b"", index: Path | None = None) -> str:
        return self.run(*arguments, stdin=stdin, index=index).decode().strip()

    def object(self, sha: str) -> tuple[str, bytes] | None:
        """Return the type and the content of an object; None where there is none.

        Loose ones are read here: starting git for each would be most of the time that merging takes in tests.
        """
        loose = self.directory / "objects" / sha[:2] / sha[2:]
        if loose.is_file():
            head, _, data = zlib.decompress(loose.read_bytes()).partition(b"\0")
            return head.split()[0].decode(), data
        head, _, data = self.run("cat-file", "--batch", stdin=f"{sha}\n".encode()).partition(b"\n")
        return None if head.endswith(b"missing") else (head.split()[1].decode(), data[:-1])

    def kind(self, sha: str) -> str | None:
        """Return the type of an object; None where there is none."""
        found = self.object(sha)
        return found[0] if found else None

    def blob(self, data: bytes) -> str:
        return self.word("hash-object", "-w", "--stdin", stdin=data)

    def tree(self, lines: Iterable[Line], base: str | None = None) -> str:
        """Write a tree: `base` with some paths put, replaced or taken away."""
        with tempfile.TemporaryDirectory() as scratch:
            index = Path(scratch) / "index"
            if base:
                self.run("read-tree", base, index=index)
            entries = [f"{mode} {sha}\t{path}" if sha else f"0 {'0' * 40}\t{path}" for mode, _, sha, path in lines]
            self.run("update-index", "-z", "--index-info", stdin="".join(f"{entry}\0" for entry in entries).encode(), index=index)
            return self.word("write-tree", index=index)

    def commit(self, tree: str, parents: Iterable[str], message: str) -> str:
        return self.word("commit-tree", tree, *(part for parent in parents for part in ("-p", parent)), "-m", message)

    def write(self, files: Mapping[str, bytes | tuple[str, str] | None], *parents: str, message: str = "work") -> str:
        """Commit some files on top of the first parent; a file may be (mode, name of an object), or None to take it away."""
        lines: list[Line] = []
        for path, file in files.items():
            mode, sha = (file if isinstance(file, tuple) else ("100644", self.blob(file))) if file is not None else ("0", None)
            lines.append((mode, "blob", sha, path))
        return self.commit(self.tree(lines, parents[0] if parents else None), parents, message)

    def read(self, commit: str, path: str) -> bytes:
        return self.run("cat-file", "blob", f"{commit}:{path}")

    def paths(self, commit: str) -> list[str]:
        return self.word("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", commit).splitlines()

    def tip(self, branch: str) -> str:
        return self.word("rev-parse", "--verify", f"refs/heads/{branch}")

    def move(self, branch: str, commit: str) -> None:
        self.run("update-ref", f"refs/heads/{branch}", commit)

    def head(self, commit: str) -> list[tuple[str, str]]:
        """Return the fields of a commit: one `tree`, any number of `parent`, and so on."""
        found = self.object(commit)
        assert found
        return [(name, value) for name, _, value in (line.partition(" ") for line in found[1].decode().partition("\n\n")[0].split("\n"))]

    def parents(self, commit: str) -> list[str]:
        return [value for name, value in self.head(commit) if name == "parent"]

    def contains(self, commit: str, other: str) -> bool:
        """Tell whether `other` is `commit` or one of those before it."""
        base = [f"{other}^{{commit}}", commit]
        return subprocess.run(["git", "--git-dir", str(self.directory), "merge-base", "--is-ancestor", *base], check=False).returncode == 0

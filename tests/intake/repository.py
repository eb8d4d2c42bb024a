"""Real git repositories whose trees are made from dicts, byte by byte: the git CLI would refuse the more hostile ones."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from grader.intake.objects import Repository


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    target: bytes


@dataclass(frozen=True, slots=True)
class Submodule:
    """The commit of another repository."""

    commit: str


Content: TypeAlias = bytes | Link | Submodule
Files: TypeAlias = Mapping[str | bytes, Content]
_Tree: TypeAlias = dict[bytes, "_Tree | Content"]


class Store:
    """A bare repository that commits can be put into."""

    def __init__(self, directory: Path) -> None:
        self.repository, self._objects = Repository.create(directory), directory / "objects"

    def commit(self, files: Files, parent: str | None = None) -> str:
        """Write a commit with exactly these files and return its SHA."""
        root: _Tree = {}
        for path, content in files.items():
            *directories, name = (path if isinstance(path, bytes) else path.encode()).split(b"/")
            at = root
            for part in directories:
                below = at.setdefault(part, {})
                assert isinstance(below, dict)
                at = below
            at[name] = content
        lines = [
            f"tree {self._tree(root)}",
            *([f"parent {parent}"] if parent else []),
            "author a <a@b> 0 +0000",
            "committer a <a@b> 0 +0000",
        ]
        return self._write("commit", "\n".join([*lines, "", "a commit\n"]).encode())

    def _tree(self, tree: _Tree) -> str:
        entries = [(name, *self._entry(item)) for name, item in tree.items()]
        entries.sort(key=lambda entry: entry[0] + (b"/" if entry[1] == "40000" else b""))
        return self._write("tree", b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(sha) for name, mode, sha in entries))

    def _entry(self, item: _Tree | Content) -> tuple[str, str]:
        match item:
            case dict():
                return "40000", self._tree(item)
            case Link():
                return "120000", self._write("blob", item.target)
            case Submodule():
                return "160000", item.commit
            case bytes():
                return "100644", self._write("blob", item)

    def _write(self, kind: str, data: bytes) -> str:
        whole = f"{kind} {len(data)}\0".encode() + data
        name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        path = self._objects / name[:2] / name[2:]
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(whole, 1))
        return name

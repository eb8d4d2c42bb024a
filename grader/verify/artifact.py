"""Freeze what `compress` wrote, and take its sizes, without ever opening a file by a name that can change.

The builder is dead when this runs. Files are copied through descriptors (`openat`, `O_NOFOLLOW`), so a symbolic link, a
hard link, a FIFO or a file that still grows is refused, and inference sees the copy. Apparent sizes count: a hole in a
sparse file is a byte.
"""

from __future__ import annotations

import os
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from grader.core.quantity import MB
from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.safetensors import tensor_bytes

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
MAX_FILES, MAX_DEPTH = 64, 3
CHUNK = 1 << 20
#: Files that describe a model rather than hold it; only if they are small together, so that nothing hides behind a name.
DESCRIPTIONS, MAX_DESCRIPTION = {".json", ".txt", ".md", ".yaml", ".yml"}, 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A frozen directory: each file's path below `root`, size in bytes and SHA-256."""

    root: Path
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def folder_bytes(self) -> int:
        """Every byte of it, names included: data can hide in a name."""
        return sum(size + len(name.encode()) for name, (size, _) in self.files.items())

    @property
    def weight_files(self) -> tuple[str, ...]:
        """The files that hold the model: all but small descriptions."""
        described = {name: size for name, (size, _) in self.files.items() if Path(name).suffix in DESCRIPTIONS and size <= MAX_DESCRIPTION}
        return tuple(name for name in self.files if name not in described or sum(described.values()) > MAX_DESCRIPTION)

    @property
    def weight_bytes(self) -> int:
        """The bytes of the weight files."""
        return sum(self.files[name][0] for name in self.weight_files)

    def parameter_bytes(self) -> int | None:
        """Count element × element size over all tensors; None unless every weight file is a valid safetensors file."""
        counts = [tensor_bytes(self.root / name) if name.endswith(".safetensors") else None for name in self.weight_files]
        return sum(count for count in counts if count is not None) if counts and None not in counts else None

    def gzip_bytes(self) -> int:
        """Each file through zlib level 6, as `gzip` does; streamed."""
        return sum(_deflated(self.root / name) for name in self.files)


def _deflated(path: Path) -> int:
    squeeze = zlib.compressobj(6, zlib.DEFLATED, 31)
    with path.open("rb") as file:
        total = sum(len(squeeze.compress(chunk)) for chunk in iter(lambda: file.read(CHUNK), b""))
    return total + len(squeeze.flush())


def freeze(source: int, target: Path, limit_mb: int) -> Artifact:
    """Copy the directory behind the descriptor `source` to the new directory `target`.

    Raises:
        Ended: it holds something else than plain files, too many or too much of them, or nothing.
        OSError: our disk refuses.
    """
    target.mkdir()
    files: dict[str, tuple[int, str]] = {}
    left = limit_mb * MB
    for directory, name, shown in _entries(source):
        size, digest = _copy(directory, name, target / shown, shown, left, limit_mb)
        left -= size
        files[shown] = (size, digest)
        if len(files) > MAX_FILES:
            raise Ended(Ending.ARTIFACT_UNSAFE, fault="too-many-files", file=shown, limit=MAX_FILES)
    if not files:
        raise Ended(Ending.ARTIFACT_EMPTY)
    for path in (target, *(path for path in target.rglob("*") if path.is_dir())):
        path.chmod(0o755)  # the sandbox's user reads it, whatever our umask is
    return Artifact(root=target, files=dict(sorted(files.items())))


def _entries(top: int, shown: str = "", depth: int = 1) -> Iterator[tuple[int, str, str]]:
    """Yield (directory descriptor, name, path below the top) of every file, depth first."""
    with os.scandir(top) as listing:
        names = sorted(entry.name for entry, _ in zip(listing, range(MAX_FILES + 1), strict=False))
    if len(names) > MAX_FILES:
        raise Ended(Ending.ARTIFACT_UNSAFE, fault="too-many-files", file=shown or ".", limit=MAX_FILES)
    for name in names:
        path = f"{shown}{name}"
        if not NAME.fullmatch(name):
            raise Ended(Ending.ARTIFACT_UNSAFE, fault="file-name", file=ascii(path))  # it may not even be UTF-8
        mode = os.stat(name, dir_fd=top, follow_symlinks=False).st_mode
        if not stat.S_ISDIR(mode):
            yield top, name, path
            continue
        if depth >= MAX_DEPTH:
            raise Ended(Ending.ARTIFACT_UNSAFE, fault="too-deep", file=path, limit=MAX_DEPTH)
        inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=top)
        try:
            yield from _entries(inner, f"{path}/", depth + 1)
        finally:
            os.close(inner)


def _copy(directory: int, name: str, target: Path, shown: str, left: int, limit_mb: int) -> tuple[int, str]:
    """Copy one file; return its size and SHA-256."""
    try:
        source = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=directory)
    except OSError as error:  # ELOOP: a symbolic link; ENXIO: a socket
        raise Ended(Ending.ARTIFACT_UNSAFE, fault="not-a-file", file=shown) from error
    try:
        status = os.fstat(source)
        if not stat.S_ISREG(status.st_mode):
            raise Ended(Ending.ARTIFACT_UNSAFE, fault="not-a-file", file=shown)
        if status.st_nlink != 1:
            raise Ended(Ending.ARTIFACT_UNSAFE, fault="hard-link", file=shown)
        if any(not name.startswith("security.") for name in os.listxattr(source)):  # SELinux labels every file
            raise Ended(Ending.ARTIFACT_UNSAFE, fault="extended-attributes", file=shown)
        if status.st_size > left:
            raise Ended(Ending.ARTIFACT_TOO_LARGE, limit_mb=limit_mb, file=shown)
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = sha256()
        size = 0
        with target.open("xb") as copy:
            while size <= status.st_size and (chunk := os.read(source, CHUNK)):
                size += len(chunk)
                digest.update(chunk)
                copy.write(chunk)
        target.chmod(0o444)
        if size != status.st_size:
            raise Ended(Ending.ARTIFACT_UNSAFE, fault="still-growing", file=shown)
        return size, digest.hexdigest()
    finally:
        os.close(source)

"""Freeze what `compress` wrote, and take its sizes, without ever opening a file by a name that can change.

The builder is dead when this runs. Files are copied through descriptors (`openat`, `O_NOFOLLOW`), so a symbolic link, a
hard link, a FIFO or a file that still grows is refused, and inference sees the copy. Apparent sizes count: a hole in a
sparse file is a byte.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from grader.core.quantity import MB
from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.gzip_size import GzipSize, gzip_size
from grader.verify.safetensors import tensor_bytes

NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")
MAX_FILES, MAX_DEPTH = 64, 3
CHUNK = 1 << 20
#: Files that describe a model rather than hold it; only if they are small together, so that nothing hides behind a name.
DESCRIPTIONS, MAX_DESCRIPTION = {".json", ".txt", ".md", ".yaml", ".yml"}, 64 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A frozen directory: each file's path below `root`, size in bytes and SHA-256; `known` are digests of the original's descriptions."""

    root: Path
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    @property
    def folder_bytes(self) -> int:
        """Every byte of it, names included: data can hide in a name."""
        return sum(size + len(name.encode()) for name, (size, _) in self.files.items())

    @property
    def weight_files(self) -> tuple[str, ...]:
        """The files that hold the model: all but small descriptions, and those that are the original's own, such as a vocabulary."""
        others = {name: size for name, (size, digest) in self.files.items() if digest not in self.known}
        described = {name: size for name, size in others.items() if Path(name).suffix in DESCRIPTIONS and size <= MAX_DESCRIPTION}
        return tuple(name for name in others if name not in described or sum(described.values()) > MAX_DESCRIPTION)

    @property
    def weight_bytes(self) -> int:
        """The bytes of the weight files."""
        return sum(self.files[name][0] for name in self.weight_files)

    def parameter_bytes(self) -> int | None:
        """Count element × element size over all tensors; None unless every weight file is a valid safetensors file."""
        counts = [tensor_bytes(self.root / name) if name.endswith(".safetensors") else None for name in self.weight_files]
        return sum(count for count in counts if count is not None) if counts and None not in counts else None

    def gzip_size(self, *, exact: bool = False) -> GzipSize:
        """Each file through zlib level 6, as `gzip` does; a sample of large ones, unless it must be `exact`."""
        seed = " ".join(digest for _, digest in self.files.values())
        return gzip_size([self.root / name for name in self.files], seed, exact=exact)


def descriptions(model: Path) -> frozenset[str]:
    """Return the SHA-256 of every file that describes a model of the course, however large: nothing of a team's hides in these.

    Raises:
        OSError: one cannot be read.
    """
    found = [file for file in model.rglob("*") if file.suffix in DESCRIPTIONS and file.is_file()]
    return frozenset(sha256(file.read_bytes()).hexdigest() for file in found)


def freeze(source: int, target: Path, limit_mb: int, known: frozenset[str] = frozenset()) -> Artifact:
    """Copy the directory behind the descriptor `source` to the new directory `target`; `known` is kept as it is.

    Raises:
        Ended: it holds something else than plain files, too many or too much of them, or nothing.
        OSError: our disk refuses.
    """
    target.mkdir()
    files: dict[str, tuple[int, str]] = {}
    folded: dict[str, str] = {}
    left = limit_mb * MB
    for directory, name, shown in _entries(source):
        if (twin := folded.setdefault(shown.lower(), shown)) != shown:  # on some disks they are one file
            raise Ended(Ending.ARTIFACT_TWINS, file=shown, twin=twin)
        with _plain_file(directory, name, shown, left, limit_mb) as (handle, size):
            files[shown] = (size, _copy(handle, size, target / shown, shown))
        left -= size
        if len(files) > MAX_FILES:
            raise Ended(Ending.ARTIFACT_TOO_MANY, file=shown, limit=MAX_FILES)
    if not files:
        raise Ended(Ending.ARTIFACT_EMPTY)
    for path in (target, *(path for path in target.rglob("*") if path.is_dir())):
        path.chmod(0o755)  # the sandbox's user reads it, whatever our umask is
    return Artifact(root=target, files=dict(sorted(files.items())), known=known)


def _entries(top: int, shown: str = "", depth: int = 1) -> Iterator[tuple[int, str, str]]:
    """Yield (directory descriptor, name, path below the top) of every file, depth first."""
    with _theirs(shown or "."), os.scandir(top) as listing:
        names = sorted(entry.name for entry, _ in zip(listing, range(MAX_FILES + 1), strict=False))
    if len(names) > MAX_FILES:
        raise Ended(Ending.ARTIFACT_TOO_MANY, file=shown or ".", limit=MAX_FILES)
    for name in names:
        path = f"{shown}{name}"
        if not NAME.fullmatch(name):
            raise Ended(Ending.ARTIFACT_NAME, file=ascii(path))  # it may not even be UTF-8
        with _theirs(path):
            mode = os.stat(name, dir_fd=top, follow_symlinks=False).st_mode
        if not stat.S_ISDIR(mode):
            yield top, name, path
            continue
        if depth >= MAX_DEPTH:
            raise Ended(Ending.ARTIFACT_TOO_DEEP, file=path, limit=MAX_DEPTH)
        with _theirs(path):
            inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=top)
        try:
            yield from _entries(inner, f"{path}/", depth + 1)
        finally:
            os.close(inner)


@contextmanager
def _theirs(shown: str) -> Iterator[None]:
    """What cannot be looked at in their directory is theirs: they may take the rights to read away."""
    try:
        yield
    except OSError as error:
        raise Ended(Ending.ARTIFACT_UNREADABLE, file=shown) from error


@contextmanager
def _plain_file(directory: int, name: str, shown: str, left: int, limit_mb: int) -> Iterator[tuple[int, int]]:
    """Open one file by its directory and look at it; give its descriptor and its size."""
    with _theirs(shown):
        mode = os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode  # only to say what it is
    if not stat.S_ISREG(mode):
        raise Ended(Ending.ARTIFACT_LINK if stat.S_ISLNK(mode) else Ending.ARTIFACT_SPECIAL, file=shown)
    with _theirs(shown):
        source = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=directory)
    try:
        with _theirs(shown):
            status, attributes = os.fstat(source), os.listxattr(source)
        if not stat.S_ISREG(status.st_mode):
            raise Ended(Ending.ARTIFACT_SPECIAL, file=shown)
        if status.st_nlink != 1:
            raise Ended(Ending.ARTIFACT_HARD_LINK, file=shown)
        if any(not attribute.startswith("security.") for attribute in attributes):  # SELinux labels every file
            raise Ended(Ending.ARTIFACT_ATTRIBUTES, file=shown)
        if status.st_size > left:
            holes = status.st_size - 512 * status.st_blocks
            raise Ended(Ending.ARTIFACT_SPARSE if holes > left else Ending.ARTIFACT_TOO_LARGE, limit_mb=limit_mb, file=shown)
        yield source, status.st_size
    finally:
        os.close(source)


def _copy(source: int, expected: int, target: Path, shown: str) -> str:
    """Copy one file that is `expected` bytes long; return its SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = sha256()
    size = 0
    with target.open("xb") as copy:
        while size <= expected and (chunk := os.read(source, CHUNK)):
            size += len(chunk)
            digest.update(chunk)
            copy.write(chunk)
    target.chmod(0o444)
    if size != expected:
        raise Ended(Ending.ARTIFACT_GROWING, file=shown)
    return digest.hexdigest()

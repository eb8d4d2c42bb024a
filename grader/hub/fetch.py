"""Bring one commit to the store: chosen files, checked against the hub's digests, all of them or none.

What has come stays in a directory beside until everything is there, so that a fetch that was broken off goes on where it stood.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.core.quantity import MB
from grader.core.run import Ending
from grader.course import Course, DataSet, Pin
from grader.course.store import Kind, Listing, Store, StoredFile
from grader.hub import remote
from grader.hub.choose import RemoteFile, chosen, named
from grader.hub.columns import check_columns
from grader.hub.digest import sha256_of
from grader.hub.refused import Refused, Trouble
from grader.wire.artifact import write_atomically

#: Told the bytes that are there, and those that there will be.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A commit in the store: its directory, its listing, and whether it was there before."""

    path: Path
    listing: Listing
    known: bool


def fetch_model(pin: Pin, course: Course, store: Store, progress: Progress) -> Fetched:
    """Bring a model.

    Raises:
        Refused: it cannot be had; where that will stay so, it is written down in the store.
        OSError: the store cannot be written.
    """

    def choose(files: Sequence[RemoteFile], _: Iterable[str]) -> list[RemoteFile]:
        return chosen(files, pickles=course.hub.pickles)

    with _remembered(store, Kind.MODEL, pin):
        if not course.hub.allows(pin.id):
            raise Refused(Ending.HUB_NOT_ALLOWED, allowed=", ".join(course.hub.allow))
        return _fetch(Kind.MODEL, pin, choose, min(course.hub.max_mb, course.limits.artifact_mb), store, progress)


def fetch_data(data: DataSet, pin: Pin, course: Course, store: Store, progress: Progress) -> Fetched:
    """Bring the files of an evaluation set that lies on the hub, and see that its columns are there.

    Raises:
        Refused: it cannot be had; where that will stay so, it is written down in the store.
        OSError: the store cannot be written.
    """
    needed = (data.calibration, data.evaluation)

    def choose(files: Sequence[RemoteFile], before: Iterable[str]) -> list[RemoteFile]:
        return named(files, (*needed, *before))

    with _remembered(store, Kind.DATA, pin):
        found = _fetch(Kind.DATA, pin, choose, course.hub.max_mb, store, progress, needed)
        for name in needed:
            check_columns(found.path / name, name, data)
        return found


@contextmanager
def _remembered(store: Store, kind: Kind, pin: Pin) -> Iterator[None]:
    """Write down why a commit is refused, for whoever runs rows later on this machine."""
    try:
        yield
    except Refused as refused:
        if isinstance(refused.code, Ending) and store.find(kind, pin) is None:
            _write(store, kind, pin, Listing(id=pin.id, revision=pin.revision, refused=refused.code, facts=refused.facts))
        raise


def _fetch(
    kind: Kind, pin: Pin, choose: Callable[[Sequence[RemoteFile], Iterable[str]], list[RemoteFile]], most_mb: int,
    store: Store, progress: Progress, needed: Collection[str] = (),
) -> Fetched:  # fmt: skip
    """Bring what `choose` takes of the files that the hub lists and the names that are there already."""
    target = store.directory(kind, pin)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target):
        listing = store.listing(kind, pin)
        before = listing.files if listing else {}
        if listing and set(needed) <= set(before) and (path := store.find(kind, pin)):
            return Fetched(path=path, listing=listing, known=True)
        files = choose(remote.listing(kind, pin), before)
        total = sum(file.size for file in files)
        if total > most_mb * MB:
            raise Refused(Ending.HUB_TOO_LARGE, size_mb=round(total / MB, 1), limit_mb=most_mb)
        staging = target.with_name(f".{pin.revision}.part")
        _prepare(staging, target, files)
        stored: dict[str, StoredFile] = {}
        for file in files:
            stored[file.path] = _one(kind, pin, file, staging, _after(sum(each.size for each in stored.values()), total, progress))
        found = Listing(id=pin.id, revision=pin.revision, files=stored)
        _write(store, kind, pin, found)
        if target.is_dir():
            shutil.rmtree(target)  # of which a file was gone, or not yet needed
        staging.rename(target)
        return Fetched(path=target, listing=found, known=False)


def _after(done: int, total: int, progress: Progress) -> Callable[[int], None]:
    return lambda more: progress(done + more, total)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Wait until nobody else brings the same commit."""
    with target.with_name(f".{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare(staging: Path, target: Path, files: Sequence[RemoteFile]) -> None:
    """Make the directory that the files come into, with those that are in the store; what belongs to none of them goes."""
    if staging.is_symlink():
        staging.unlink()
    staging.mkdir(exist_ok=True)
    wanted = {staging / file.path for file in files}
    for path in sorted(staging.rglob("*"), reverse=True):
        if path.is_symlink() or (path.is_file() and path not in wanted):
            path.unlink()
    for file in files:
        path, old = staging / file.path, target / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() and not old.is_symlink() and old.is_file() and old.stat().st_size == file.size:
            path.hardlink_to(old)


def _one(kind: Kind, pin: Pin, file: RemoteFile, staging: Path, progress: Callable[[int], None]) -> StoredFile:
    """Bring one file, or what is missing of it, and check it.

    Raises:
        Refused: it cannot be had, or is not the file that the hub listed; then nothing of it is kept.
    """
    path = staging / file.path
    there = path.stat().st_size if path.exists() else 0
    sha256 = sha256_of(path, file) if there == file.size and path.exists() else None
    if there >= file.size and sha256 is None:
        path.unlink(missing_ok=True)
        there = 0

    def heard(count: int) -> None:
        nonlocal there
        there += count
        progress(min(there, file.size))

    heard(0)
    if sha256 is None:
        remote.bring(kind, pin, file, path, heard)
        sha256 = sha256_of(path, file)
    if sha256 is None:
        path.unlink()
        raise Refused(Trouble.DAMAGED, file=file.path)
    path.chmod(0o444)
    with path.open("rb") as opened:
        os.fsync(opened.fileno())
    return StoredFile(size=file.size, sha256=sha256)


def _write(store: Store, kind: Kind, pin: Pin, listing: Listing) -> None:
    path = store.directory(kind, pin).with_suffix(".json")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, msgspec.json.format(msgspec.json.encode(listing), indent=1) + b"\n")

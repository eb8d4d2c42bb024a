"""Reading and removing directories of the control group file systems."""

from __future__ import annotations

import time
from pathlib import Path


def mounts(kind: str) -> list[tuple[Path, set[str]]]:
    """Mount points of one file system type, with their options, from /proc/self/mountinfo."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        left, _, right = line.partition(" - ")
        fields, tail = left.split(), right.split()
        if tail[0] == kind:
            found.append((Path(fields[4].encode().decode("unicode_escape")), set(tail[2].split(","))))
    return found


def counter(path: Path, key: str = "") -> int | None:
    """A number from a control file: the file itself, or the line that starts with `key`; None when there is none."""
    try:
        text = path.read_text()
    except OSError:
        return None
    for line in text.splitlines():
        name, _, value = line.rpartition(" ")
        if name == key and value.isdigit():
            return int(value)
    return None


def difference(path: Path, whole: str, part: str) -> int | None:
    """One number of a control file less another; None when one of them is not there."""
    found, less = counter(path, whole), counter(path, part)
    return None if found is None or less is None else max(0, found - less)


def write(path: Path, value: str) -> bool:
    """Write a control file; False when the kernel does not take it."""
    try:
        path.write_text(value)
    except OSError:
        return False
    return True


def members(directory: Path) -> list[int]:
    """Host pids of the processes in a group; empty when the group is gone."""
    try:
        return [int(line) for line in (directory / "cgroup.procs").read_text().split()]
    except OSError:
        return []


def remove(directory: Path, *, seconds: float = 1.0) -> None:
    """Remove a group; the kernel refuses for a moment after its last task died."""
    end = time.monotonic() + seconds
    while True:
        try:
            directory.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            if time.monotonic() > end:
                return  # left to the next sweep
            time.sleep(0.002)

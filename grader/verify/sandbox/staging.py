"""Making sources reachable for a uid that may not walk to them.

The supervisor is root, the box is not, and an interpreter or a course's data can lie below a directory of mode 0700. So the child, while
it is still root, goes into a mount namespace of its own, binds each source to a numbered place below a small tmpfs, and bubblewrap binds
from there. Nothing shows on the host, and nothing is left behind: the namespace dies with the box. (The box's /proc/self/mountinfo still
names the sources within their file system: give them neutral names.)
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path

STAGE = Path("/mnt")
"""A directory that every system has and nobody runs programs from; covered by our own tmpfs, in a private namespace."""

CLONE_NEWNS = 0x00020000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x1000, 0x4000, 0x40000

_libc = ctypes.CDLL(None, use_errno=True)


def staged(index: int) -> str:
    """Where the source of this index is bound."""
    return str(STAGE / str(index))


def stage(sources: Sequence[Path]) -> None:
    """Bind `sources` to their staged places, in a new mount namespace of the calling process (root, just forked).

    Raises:
        OSError: a source is missing, or the kernel refuses (a container without CAP_SYS_ADMIN).
    """
    if _libc.unshare(CLONE_NEWNS) != 0:
        raise _error("unshare(CLONE_NEWNS)")
    _mount("none", "/", MS_REC | MS_PRIVATE)
    # opened before the tmpfs covers whatever lies below the stage, and after unshare: only mounts of this namespace can be bound
    handles = [os.open(source, os.O_PATH | os.O_CLOEXEC) for source in sources]
    _mount("tmpfs", str(STAGE), MS_NOSUID | MS_NODEV, "tmpfs", "mode=0755,size=1m")
    for index, handle in enumerate(handles):
        place = Path(staged(index))
        if Path(f"/proc/self/fd/{handle}").is_dir():
            place.mkdir()
        else:
            place.touch()
        _mount(f"/proc/self/fd/{handle}", str(place), MS_BIND | MS_REC)
        os.close(handle)


def _mount(source: str, target: str, flags: int, kind: str | None = None, options: str | None = None) -> None:
    arguments = [None if text is None else text.encode() for text in (source, target, kind)]
    if _libc.mount(*arguments, ctypes.c_ulong(flags), None if options is None else options.encode()) != 0:
        raise _error(f"mount({target})")


def _error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")

"""Emptying what strangers could write in a box, from outside and while nobody inside runs."""

from __future__ import annotations

import os
import secrets
import stat

from grader.verify.sandbox.argv import HOME
from grader.verify.sandbox.box import Sandbox
from grader.verify.sandbox.spawn import drop_privileges, fork

OURS, OPEN_TO_ALL = stat.S_IRWXU, 0o1777
TOP, _, NAME = HOME.rpartition("/")


def empty(box: Sandbox) -> None:
    """Make what can be written in a box as it was at its start.

    Raises:
        OSError: that cannot be done.
    """

    def child() -> None:
        if os.geteuid() == 0:  # the box's file systems know no user but its own
            drop_privileges(box.policy.uid)
        for place, directory in box.volumes.items():
            wipe(directory, OPEN_TO_ALL)
            if place == TOP:
                os.mkdir(NAME, OURS, dir_fd=directory)

    os.waitpid(fork(child), 0)
    for place, directory in box.volumes.items():
        if [entry for entry, _ in _entries(directory)] != ([NAME] if place == TOP else []) or _attributes(directory):
            raise OSError(f"{place} of the box was not emptied")


def wipe(directory: int, mode: int) -> None:
    """Remove everything in a directory, and all that is said of the directory itself; its permissions become `mode`.

    `directory` is a descriptor. No link is followed, and however deep the tree is, one level is open at a time: what a directory
    holds is moved up first.

    Raises:
        OSError: something cannot be removed.
    """
    for attribute in _attributes(directory):
        os.removexattr(directory, attribute)
    os.fchmod(directory, OURS)
    while entries := _entries(directory):
        for name, is_directory in entries:
            if is_directory:
                _lift(directory, name)
            else:
                os.unlink(name, dir_fd=directory)
    os.fchmod(directory, mode)
    os.utime(directory, (0, 0))


def _lift(directory: int, name: str) -> None:
    """Remove a directory, the directories in it moved up first, to names that nobody can have foreseen."""
    os.chmod(name, OURS, dir_fd=directory)  # it may be closed even to its owner
    inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=directory)
    try:
        for entry, is_directory in _entries(inner):
            if is_directory:
                os.chmod(entry, OURS, dir_fd=inner)  # to be moved it must be open to us as well
                os.rename(entry, secrets.token_hex(16), src_dir_fd=inner, dst_dir_fd=directory)
            else:
                os.unlink(entry, dir_fd=inner)
    finally:
        os.close(inner)
    os.rmdir(name, dir_fd=directory)


def _entries(directory: int) -> list[tuple[str, bool]]:
    with os.scandir(directory) as found:
        return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]


def _attributes(directory: int) -> list[str]:
    """What a stranger can have attached; other attributes are not his to set."""
    return [name for name in os.listxattr(directory) if name.startswith(("user.", "system.posix_acl_"))]

"""Control groups, version 2: one directory in the supervisor's own, delegated group.

A group that holds processes cannot hand controllers down, so the supervisor moves itself into a leaf beside the boxes first. The memory and
pids limits were not run on a machine of this version; freezing and the moving aside were.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

from grader.verify.sandbox import cgroupfs
from grader.verify.sandbox.policy import CgroupKind, Policy

NEEDED = {"memory", "pids"}
LEAF = "grader-supervisor"
FREEZE_SECONDS = 2.0


class CgroupV2:
    """A group of the unified hierarchy."""

    kind = CgroupKind.V2

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._phase: int | None = None

    @classmethod
    def make(cls, name: str, policy: Policy) -> Self:
        """Make the directory and set the limits.

        Raises:
            OSError: the hierarchy is missing, not delegated, or lacks a controller.
        """
        parent = own_group()
        delegate(parent)
        group = cls(parent / name)
        group._directory.mkdir()
        limits = {
            "memory.max": policy.memory_bytes,
            "memory.swap.max": 0,
            "memory.oom.group": 1,
            "pids.max": policy.processes + policy.helpers + 2,  # bwrap itself is two
        }
        try:
            for file, value in limits.items():
                if file != "memory.swap.max" or (group._directory / file).exists():  # absent where the kernel has no swap
                    (group._directory / file).write_text(str(value))
        except OSError:
            group.remove()
            raise
        return group

    def entrances(self) -> list[Path]:
        """The one file."""
        return [self._directory / "cgroup.procs"]

    def peak_bytes(self) -> int | None:
        """The highest memory use so far, page cache included; None before Linux 5.19."""
        return cgroupfs.counter(self._directory / "memory.peak")

    def begin_phase(self) -> bool:
        """Start a new peak from what is used now; False before Linux 6.12.

        The kernel keeps it for the descriptor that was written to, and for no other.
        """
        try:
            if self._phase is None:
                self._phase = os.open(self._directory / "memory.peak", os.O_RDWR | os.O_CLOEXEC)
            os.write(self._phase, b"reset")
        except OSError:
            self._close_phase()
            return False
        return True

    def phase_peak_bytes(self) -> int | None:
        """The highest memory use since the phase began, page cache included."""
        return None if self._phase is None else int(os.pread(self._phase, 64, 0))

    def file_bytes(self) -> int | None:
        """How much of the use is page cache of files on disks."""
        return cgroupfs.difference(self._directory / "memory.stat", "file", "shmem")

    def kernel_bytes(self) -> int | None:
        """How much of the use is the kernel's own; None before Linux 5.18."""
        return cgroupfs.counter(self._directory / "memory.stat", "kernel")

    def cpu_seconds(self) -> float | None:
        """CPU time of all tasks that ever were inside."""
        used = cgroupfs.counter(self._directory / "cpu.stat", "usage_usec")
        return None if used is None else used / 1e6

    def memory_exceeded(self) -> bool:
        """Whether the kernel had to kill for memory."""
        return bool(cgroupfs.counter(self._directory / "memory.events", "oom_kill"))

    def processes_exceeded(self) -> bool:
        """Whether a fork was refused."""
        return bool(cgroupfs.counter(self._directory / "pids.events", "max"))

    def freeze(self) -> bool:
        """Stop every task and wait for the kernel to say so."""
        (self._directory / "cgroup.freeze").write_text("1")
        end = time.monotonic() + FREEZE_SECONDS
        while time.monotonic() < end:
            if cgroupfs.counter(self._directory / "cgroup.events", "frozen"):
                return True
            time.sleep(0.0002)
        return False

    def thaw(self) -> None:
        """Let them go on."""
        (self._directory / "cgroup.freeze").write_text("0")

    def remove(self) -> None:
        """Remove the directory."""
        self._close_phase()
        cgroupfs.remove(self._directory)

    def _close_phase(self) -> None:
        if self._phase is not None:
            os.close(self._phase)
            self._phase = None


def own_group() -> Path:
    """The directory in which the boxes' groups are made: the supervisor's own, or the one above its leaf.

    Raises:
        OSError: there is no unified hierarchy.
    """
    mounted = cgroupfs.mounts("cgroup2")
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    path = next((line[3:] for line in lines if line.startswith("0::")), None)
    if not mounted or path is None:
        raise OSError("no unified hierarchy is mounted")
    here = mounted[0][0] / path.lstrip("/")
    return here.parent if here.name == LEAF else here


def delegate(parent: Path) -> None:
    """Hand the memory and pids controllers down to the groups below `parent`.

    Raises:
        OSError: they are not there, or not ours to hand down.
    """
    if missing := NEEDED - set((parent / "cgroup.controllers").read_text().split()):
        raise OSError(f"not delegated to {parent}: {', '.join(sorted(missing))}")
    if set((parent / "cgroup.subtree_control").read_text().split()) >= NEEDED:
        return
    move_aside(parent)
    (parent / "cgroup.subtree_control").write_text(" ".join(f"+{controller}" for controller in sorted(NEEDED)))


def move_aside(parent: Path) -> None:
    """Move the processes of a group into a leaf below it."""
    (parent / LEAF).mkdir(exist_ok=True)
    for pid in cgroupfs.members(parent):
        with suppress(ProcessLookupError):  # it ended meanwhile
            (parent / LEAF / "cgroup.procs").write_text(str(pid))

"""Limits of a whole process tree by the kernel's control groups: what each version must offer, and the case of none."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from grader.verify.sandbox.policy import CgroupKind


class Cgroup(Protocol):
    """The limits and counters of one box. A counter that this kind does not have is None."""

    kind: CgroupKind

    def entrances(self) -> list[Path]:
        """The files into which a process writes `0` to enter."""

    def peak_bytes(self) -> int | None:
        """The highest memory use so far, page cache included."""

    def begin_phase(self) -> bool:
        """Start a new peak from what is used now; False where this kind cannot."""

    def phase_peak_bytes(self) -> int | None:
        """The highest memory use since the phase began, page cache included."""

    def file_bytes(self) -> int | None:
        """How much of the use is page cache of files on disks; memfds and tmpfs are no such files."""

    def kernel_bytes(self) -> int | None:
        """How much of the use is the kernel's own: page tables, stacks, caches of names."""

    def cpu_seconds(self) -> float | None:
        """CPU time of all tasks that ever were inside."""

    def memory_exceeded(self) -> bool:
        """Whether the kernel had to kill for memory."""

    def processes_exceeded(self) -> bool:
        """Whether a fork was refused."""

    def freeze(self) -> bool:
        """Stop every task and return when they stand still; False where this kind cannot."""

    def thaw(self) -> None:
        """Let them go on."""

    def remove(self) -> None:
        """Remove the group; the tasks must be dead."""


class NoCgroup:
    """No group: the watchdog looks instead."""

    kind = CgroupKind.NONE

    def entrances(self) -> list[Path]:
        """None to enter."""
        return []

    def peak_bytes(self) -> None:
        """Not counted."""

    def begin_phase(self) -> bool:
        """Not possible here."""
        return False

    def phase_peak_bytes(self) -> None:
        """Not counted."""

    def file_bytes(self) -> None:
        """Not counted."""

    def kernel_bytes(self) -> None:
        """Not counted."""

    def cpu_seconds(self) -> None:
        """Not counted."""

    def memory_exceeded(self) -> bool:
        """Never noticed here."""
        return False

    def processes_exceeded(self) -> bool:
        """Never noticed here."""
        return False

    def freeze(self) -> bool:
        """Not possible here."""
        return False

    def thaw(self) -> None:
        """Nothing was frozen."""

    def remove(self) -> None:
        """Nothing to remove."""

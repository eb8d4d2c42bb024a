"""Control groups, version 1: one directory in each of four hierarchies."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Self

from grader.verify.sandbox import cgroupfs
from grader.verify.sandbox.policy import CgroupKind, Policy

CONTROLLERS = ("memory", "pids", "cpuacct", "freezer")
PARENT = "grader"
"""The groups of all boxes lie below one of this name."""
FREEZE_SECONDS = 2.0


class CgroupV1:
    """A group in the memory, pids, cpuacct and freezer hierarchies."""

    kind = CgroupKind.V1

    def __init__(self, directories: dict[str, Path]) -> None:
        self._directories = directories
        self._earlier_peak = 0

    @classmethod
    def make(cls, name: str, policy: Policy) -> Self:
        """Make the directories and set the limits.

        Raises:
            OSError: a hierarchy is missing or not writable.
        """
        group = cls({})
        try:
            for controller, root in hierarchies().items():
                directory = root / PARENT / name
                directory.mkdir(parents=True)
                group._directories[controller] = directory
            memory = group._directories["memory"]
            (memory / "memory.limit_in_bytes").write_text(str(policy.memory_bytes))
            with_swap = memory / "memory.memsw.limit_in_bytes"
            if with_swap.exists():
                with_swap.write_text(str(policy.memory_bytes))
            (memory / "memory.swappiness").write_text("0")
            (group._directories["pids"] / "pids.max").write_text(str(policy.processes + policy.helpers + 2))  # bwrap itself is two
        except OSError:
            group.remove()
            raise
        return group

    def entrances(self) -> list[Path]:
        """One file in each hierarchy."""
        return [directory / "cgroup.procs" for directory in self._directories.values()]

    def peak_bytes(self) -> int | None:
        """The highest memory use so far, page cache included."""
        found = self.phase_peak_bytes()
        return None if found is None else max(found, self._earlier_peak)

    def begin_phase(self) -> bool:
        """Start a new peak from what is used now."""
        self._earlier_peak = self.peak_bytes() or 0
        return cgroupfs.write(self._directories["memory"] / "memory.max_usage_in_bytes", "0")

    def phase_peak_bytes(self) -> int | None:
        """The highest memory use since the phase began, page cache included."""
        return cgroupfs.counter(self._directories["memory"] / "memory.max_usage_in_bytes")

    def file_bytes(self) -> int | None:
        """How much of the use is page cache of files on disks."""
        return cgroupfs.difference(self._directories["memory"] / "memory.stat", "total_cache", "total_shmem")

    def kernel_bytes(self) -> int | None:
        """How much of the use is the kernel's own."""
        return cgroupfs.counter(self._directories["memory"] / "memory.kmem.usage_in_bytes")

    def cpu_seconds(self) -> float | None:
        """CPU time of all tasks that ever were inside."""
        used = cgroupfs.counter(self._directories["cpuacct"] / "cpuacct.usage")
        return None if used is None else used / 1e9

    def memory_exceeded(self) -> bool:
        """Whether the kernel had to kill for memory."""
        return bool(cgroupfs.counter(self._directories["memory"] / "memory.oom_control", "oom_kill"))

    def processes_exceeded(self) -> bool:
        """Whether a fork was refused."""
        return bool(cgroupfs.counter(self._directories["pids"] / "pids.events", "max"))

    def freeze(self) -> bool:
        """Stop every task; a task that was busy in the kernel is asked again."""
        end = time.monotonic() + FREEZE_SECONDS
        while time.monotonic() < end:
            self._state.write_text("FROZEN")
            if self._state.read_text().strip() == "FROZEN":
                return True
            time.sleep(0.0005)
        return False

    def thaw(self) -> None:
        """Let them go on."""
        self._state.write_text("THAWED")

    def remove(self) -> None:
        """Remove the directories."""
        for directory in self._directories.values():
            cgroupfs.remove(directory)

    @property
    def _state(self) -> Path:
        return self._directories["freezer"] / "freezer.state"


def hierarchies() -> dict[str, Path]:
    """Controller → mount point.

    Raises:
        OSError: a controller is not mounted.
    """
    mounted = {option: point for point, options in cgroupfs.mounts("cgroup") for option in options if option in CONTROLLERS}
    if missing := [controller for controller in CONTROLLERS if controller not in mounted]:
        raise OSError(f"not mounted: {', '.join(missing)}")
    return {controller: mounted[controller] for controller in CONTROLLERS}

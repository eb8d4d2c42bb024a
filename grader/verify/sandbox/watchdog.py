"""Looking after the limits that the kernel does not hold for us: memory and processes without a control group, inodes, time, CPU."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

from grader.core.quantity import MIB
from grader.verify.sandbox import tree
from grader.verify.sandbox.cgroup import Cgroup
from grader.verify.sandbox.policy import Cause, CgroupKind, Policy

Hit = tuple[Cause, str]
HIDDEN_LOOKS = 5
"""A program that is about to start may be hidden for so many looks."""


class Watchdog:
    """One look per call; the caller decides how often. `volumes` are descriptors on the box's tmpfs, by mount point.

    Without a control group the race is lost by some megabytes: a program can take memory between two looks.
    """

    def __init__(self, root: int, policy: Policy, cgroup: Cgroup, volumes: Mapping[str, int]) -> None:
        self._root, self._policy, self._cgroup, self._volumes = root, policy, cgroup, volumes
        self._hidden: dict[int, int] = {}
        self.peak_bytes = 0

    def look(self) -> Hit | None:
        """The first limit found exceeded."""
        by_kind = self._by_scan() if self._cgroup.kind is CgroupKind.NONE else self._by_cgroup()
        return by_kind or self._too_many_files()

    def full_volume(self) -> str | None:
        """The mount point of a tmpfs without a free block, by which a program may have failed."""
        for target, descriptor in self._volumes.items():
            if os.fstatvfs(descriptor).f_bavail == 0:
                return target
        return None

    def memory_hit(self) -> Hit:
        """What to say when memory ran out."""
        return Cause.MEMORY, f"more than {self._policy.memory_bytes / MIB:.0f} MiB of memory, /tmp and /dev/shm included"

    def processes_hit(self) -> Hit:
        """What to say when there are too many tasks."""
        return Cause.PROCESSES, f"more than {self._policy.processes} processes and threads"

    def _by_cgroup(self) -> Hit | None:
        if self._cgroup.memory_exceeded():
            return self.memory_hit()
        if self._cgroup.processes_exceeded():
            return self.processes_hit()
        limit = self._policy.cpu_seconds
        if limit is not None and (self._cgroup.cpu_seconds() or 0.0) > limit:
            return Cause.CPU, f"more than {limit:g} s of CPU time"
        return None

    def _by_scan(self) -> Hit | None:
        pids = [tree.holder(pid) for pid in tree.tree(self._root)]
        tasks = sum(tree.status(pid).get("Threads", 0) for pid in pids)
        if tasks > self._policy.processes + self._policy.helpers + 1:  # the box's pid 1 is ours
            return self.processes_hit()
        self._hidden = {pid: self._hidden.get(pid, 0) + 1 for pid in pids[1:] if tree.hides(pid)}
        if max(self._hidden.values(), default=0) > HIDDEN_LOOKS:
            return Cause.MEMORY, "a process hides what it holds in memory: it runs a file that cannot be read"
        files = sum(map(_used_bytes, self._volumes.values())) + _memfd_bytes(pids)
        used = _resident_bytes(pids) + files
        if used > self._policy.memory_bytes:  # pages that processes share were counted for each: now look closely
            used = _proportional_bytes(pids, files)
        self.peak_bytes = max(self.peak_bytes, used)
        return self.memory_hit() if used > self._policy.memory_bytes else None

    def _too_many_files(self) -> Hit | None:
        for target, descriptor in self._volumes.items():
            volume = os.fstatvfs(descriptor)
            if volume.f_files - volume.f_ffree > self._policy.files:
                return Cause.DISK, f"more than {self._policy.files} files in {target}"
        return None


def _used_bytes(descriptor: int) -> int:
    volume = os.fstatvfs(descriptor)
    return (volume.f_blocks - volume.f_bfree) * volume.f_frsize


def _resident_bytes(pids: list[int]) -> int:
    """Anonymous and shared pages and page tables: quick, and never too little."""
    numbers = [tree.status(pid) for pid in pids]
    return sum(each.get(key, 0) for each in numbers for key in ("RssAnon", "RssShmem", "VmPTE")) * 1024


def _proportional_bytes(pids: list[int], files: int) -> int:
    """The same with a page that n processes share counted 1/n for each; slow. Shared pages may be those of `files`."""
    anonymous = shared = 0
    for pid in pids:
        numbers = tree.status(pid, "smaps_rollup")
        anonymous += numbers.get("Pss_Anon", 0) + tree.status(pid).get("VmPTE", 0)
        shared += numbers.get("Pss_Shmem", 0)
    return anonymous * 1024 + max(shared * 1024, files)


def _memfd_bytes(pids: list[int]) -> int:
    """Bytes of the memfds that processes hold open, each once: they need not be mapped anywhere."""
    found = {}
    for link in [link for pid in pids for link in tree.descriptors(pid)]:
        with suppress(OSError):  # closed between two looks
            if str(link.readlink()).startswith("/memfd:"):
                file = link.stat()
                found[file.st_dev, file.st_ino] = file.st_blocks * 512
    return sum(found.values())

"""What a worker takes of the machine's memory: the peaks of its processes, and what only the control group of its box sees.

VmHWM repeats within 0.3 MiB, but neither a child that has ended nor a page that no process maps (a memfd, a file in /tmp) is in it.
The group's peak holds both; less its page cache and the kernel's own memory it is what the processes should have had at their peaks.
What it has more, beyond a margin, counts as memory beside the processes.

Not seen: memory beside the processes whose peak is over before as much page cache came.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from grader.core.quantity import MB
from grader.verify import meters
from grader.verify.sandbox.cgroup import Cgroup

#: The kernel charges a group ahead, by 64 pages for each processor, and rounds what a process has in the same way.
AHEAD = 256 << 10


def margin_bytes(peak: int) -> int:
    """Return by how much two counts of the same memory may differ: 2 MB, what is charged ahead, and page tables (1/512), twice."""
    return 2 * MB + AHEAD * (os.cpu_count() or 1) + peak // 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What one worker took in one start, in bytes.

    `load_peak` and `loaded` are of its processes until and after `load`, `peak` of them while it answers. `loaded_beside` and
    `beside` is what its box took besides, by the control group: None where there is none that could tell. `gpu` is the same of the
    GPU's memory, where one is used: there the change of the whole device tells what is beside. `file` is what its processes had of
    mapped files at the end of either phase, whichever is less; `dropped` is by how much an empty worker that it is compared to has more.
    """

    load_peak: int
    loaded: int
    peak: int = 0
    loaded_beside: int | None = None
    beside: int | None = None
    gpu: Memory | None = None
    file: int = 0
    dropped: int = 0

    def against(self, empty: Memory) -> Memory:
        """Note what of the libraries' files it has given back, which it may do at will and unlike its own memory at no cost."""
        dropped = empty.file - self.file
        return replace(self, dropped=dropped if dropped > margin_bytes(empty.loaded) else 0)


class MemoryMeter:
    """Measure one worker in a box, at the end of its two phases. `everyone` lists all processes of the box, the worker's too.

    Other processes of the box, such as one that the worker was forked from, may live: they are beside nothing.
    """

    def __init__(self, group: Cgroup, everyone: Callable[[], list[int]]) -> None:
        self._group, self._everyone = group, everyone
        self._witness = False

    def loaded(self, pids: list[int]) -> Memory | None:
        """Measure a worker that has loaded, and start new peaks; None where the kernel refuses them: memory is not measured then.

        Raises:
            OSError: the kernel does not let us read.
        """
        load_peak = meters.peak_bytes(pids)
        try:
            meters.reset_peak(self._everyone())
        except PermissionError:  # a process that made itself undumpable, seen by a supervisor without rights
            return None
        self._witness = self._group.begin_phase()
        return Memory(load_peak=load_peak, loaded=meters.peak_bytes(pids), loaded_beside=self._beside(), file=meters.file_bytes(pids))

    def answered(self, pids: list[int], before: Memory) -> Memory:
        """Measure a worker that has answered everything; `before` is what `loaded` gave.

        Raises:
            OSError: the kernel does not let us read.
        """
        file = min(before.file, meters.file_bytes(pids))
        return replace(before, peak=meters.peak_bytes(pids), beside=self._beside(), file=file)

    def _beside(self) -> int | None:
        """What the group held beyond its processes since the phase began; 0 within the margin."""
        group, cache, kernel = self._group.phase_peak_bytes(), self._group.file_bytes(), self._group.kernel_bytes()
        if not self._witness or group is None or cache is None or kernel is None:
            return None
        try:
            found = group - cache - kernel - meters.private_peak_bytes(self._everyone())
        except PermissionError:
            return None
        return found if found > margin_bytes(group) else 0

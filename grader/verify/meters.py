"""Read what the kernel knows of a process tree from outside: memory peaks and the processor's clock.

VmHWM after a reset by clear_refs repeats within 0.3 MiB; PSS and USS depend on who else runs and polling misses spikes
(`tests/verify/test_meters.py` holds it to known allocations). Linux: proc(5), clock_gettime(2).
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from grader.verify.sandbox.tree import holder

PROC = Path("/proc")


def reset_peak(pids: Iterable[int]) -> None:
    """Set each process's peak resident size back to what it is now; one that has ended is left out.

    Raises:
        OSError: the kernel does not let us.
    """
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            (PROC / str(holder(pid)) / "clear_refs").write_text("5")


def peak_bytes(pids: Iterable[int]) -> int:
    """Sum the peak resident sizes of processes, in bytes; one that has ended has none.

    Raises:
        OSError: the kernel does not let us.
    """
    return sum(_kb(pid, "status").get("VmHWM", 0) for pid in pids) * 1024


def file_bytes(pids: Iterable[int]) -> int:
    """Sum what processes have of mapped files now, in bytes; one that has ended has nothing.

    Raises:
        OSError: the kernel does not let us.
    """
    return sum(_kb(pid, "status").get("RssFile", 0) for pid in pids) * 1024


def private_peak_bytes(pids: Iterable[int]) -> int:
    """Sum the peaks of processes in bytes without pages of files, and with pages that they share counted once.

    Which pages these are is known for now only, so call it while a phase ends and its processes still live.

    Raises:
        OSError: the kernel does not let us.
    """
    total = 0
    for pid in pids:
        status = _kb(pid, "status")
        memory = status.get("RssAnon", 0) + status.get("RssShmem", 0)
        rollup = _kb(pid, "smaps_rollup")
        once = rollup.get("Pss_Anon", memory) + rollup.get("Pss_Shmem", 0)
        total += max(0, status.get("VmHWM", 0) - status.get("RssFile", 0) - max(0, memory - once))
    return total * 1024


def _kb(pid: int, file: str) -> dict[str, int]:
    """The sizes of a file of a process in kB; empty when it is gone, or a zombie, which has no memory."""
    with suppress(FileNotFoundError, ProcessLookupError):
        lines = (line.partition(":") for line in (PROC / str(holder(pid)) / file).read_text(errors="replace").splitlines())
        return {name: int(value.split()[0]) for name, _, value in lines if value.endswith(" kB")}
    return {}


def cpu_ns(pid: int) -> int:
    """Return the processor time of a process and its threads in nanoseconds.

    Raises:
        OSError: it has ended.
    """
    return time.clock_gettime_ns(((~pid) << 3) | 2)  # CPUCLOCK_SCHED of a process, linux/posix-timers.h

"""Read what the kernel knows of a process tree from outside: memory peaks and the processor's clock.

VmHWM after a reset by clear_refs repeats within 0.3 MiB; PSS and USS depend on who else runs and polling misses spikes
(`tests/verify/test_meters.py` holds it to known allocations). Linux: proc(5), clock_gettime(2).
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def reset_peak(pids: Iterable[int]) -> None:
    """Set each process's peak resident size back to what it is now; one that has ended is left out.

    Raises:
        OSError: the kernel does not let us.
    """
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            (PROC / str(pid) / "clear_refs").write_text("5")


def peak_bytes(pids: Iterable[int]) -> int:
    """Sum the peak resident sizes of processes, in bytes; one that has ended has none.

    Raises:
        OSError: the kernel does not let us.
    """
    return sum(_status_kb(pid, "VmHWM") for pid in pids) * 1024


def _status_kb(pid: int, field: str) -> int:
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == field:
                return int(value.split()[0])
    return 0  # gone, or a zombie, which has no memory


def cpu_ns(pid: int) -> int:
    """Return the processor time of a process and its threads in nanoseconds.

    Raises:
        OSError: it has ended.
    """
    return time.clock_gettime_ns(((~pid) << 3) | 2)  # CPUCLOCK_SCHED of a process, linux/posix-timers.h

"""What can be seen from outside of a process that should not have been touched since it was last looked at."""

from __future__ import annotations

import os
from pathlib import Path

#: places in /proc/PID/stat, counted from the state on: parent, group, session, faults, major faults, priority, nice, threads, start,
#: size, real-time priority, policy. A process that has run has touched memory, and after a fork that costs it a fault.
STAT = (1, 2, 3, 7, 9, 15, 16, 17, 19, 20, 37, 38)
STATUS = ("Uid", "Gid", "SigBlk", "SigIgn", "SigCgt", "CapPrm", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Cpus_allowed")
STATE, PARENT, THREADS = 0, 1, 17


def fields(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat from the state on.

    Raises:
        OSError: it has ended.
    """
    return (Path("/proc") / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()


def standing(pid: int) -> tuple[str, ...]:
    """Describe a process that waits: it changes when the process runs, or when another changes how it runs.

    Raises:
        OSError: it has ended, or the kernel does not let us look.
    """
    place, stat = Path("/proc") / str(pid), fields(pid)
    kept = [line for line in (place / "status").read_text(errors="replace").splitlines() if line.partition(":")[0] in STATUS]
    return (*(stat[index] for index in STAT), *kept, str((place / "exe").readlink()), (place / "limits").read_text(), *descriptors(pid))


def can_be_forked(pid: int, allowed: int) -> bool:
    """Whether a process has one thread and forks of it share nothing in which one could leave something for another.

    That is memory mapped shared for writing, and descriptors from `allowed` on.

    Raises:
        OSError: it has ended, or the kernel does not let us look.
    """
    shared = [line.split()[1] for line in (Path("/proc") / str(pid) / "maps").read_text(errors="replace").splitlines()]
    writable = any("w" in permissions and permissions.endswith("s") for permissions in shared)
    return fields(pid)[THREADS] == "1" and not writable and all(int(each.partition(" ")[0]) < allowed for each in descriptors(pid))


def descriptors(pid: int) -> list[str]:
    """Return the numbers of a process's descriptors, each with what it stands for.

    Raises:
        OSError: it has ended, or the kernel does not let us look.
    """
    place = Path("/proc") / str(pid) / "fd"
    return [f"{name} {(place / name).readlink()}" for name in sorted(os.listdir(place), key=int)]

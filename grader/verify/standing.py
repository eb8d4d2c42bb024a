"""What can be seen from outside of a process that should not have been touched since it was last looked at."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from pathlib import Path

from grader.verify.sandbox.tree import holder

#: places in /proc/PID/stat, counted from the state on: parent, group, session, faults, major faults, priority, nice, threads, start,
#: size, real-time priority, policy. A process that has run has touched memory, and after a fork that costs it a fault.
STAT = (1, 2, 3, 7, 9, 15, 16, 17, 19, 20, 37, 38)
STATUS = ("Uid", "Gid", "SigBlk", "SigIgn", "SigCgt", "CapPrm", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp", "Cpus_allowed")
STATE, PARENT, THREADS, STACK = 0, 1, 17, 25
#: signals that wait to be let in, where the next worker can read them; left out are those that a worker's own stops and our thawing
#: send, and our stopping: who is stopped twice keeps the second SIGSTOP until SIGCONT takes it away
PENDING, SENT = ("SigPnd", "ShdPnd"), sum(1 << (number - 1) for number in (signal.SIGCHLD, signal.SIGCONT, signal.SIGSTOP))
#: (sched_getattr, ioprio_get): asm/unistd_64.h and asm-generic/unistd.h
CALLS = {"x86_64": (315, 252), "aarch64": (275, 31)}
ATTRIBUTES = 56  # bytes of struct sched_attr, linux/sched/types.h
PROCESS = 1  # IOPRIO_WHO_PROCESS


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
    status = [line.partition(":")[::2] for line in (place / "status").read_text(errors="replace").splitlines()]
    kept = [f"{name} {value}" for name, value in status if name in STATUS]
    kept += [f"{name} {int(value, 16) & ~SENT}" for name, value in status if name in PENDING]
    seen = (str((place / "exe").readlink()), (place / "limits").read_text(), *priorities(pid))
    return (*(stat[index] for index in STAT), *kept, *seen, *descriptors(pid))


def priorities(pid: int) -> tuple[str, str]:
    """Return what /proc does not show of how a process is scheduled: slice, clamps and flags, and its priority for disks.

    Raises:
        OSError: it has ended, or the kernel does not say.
    """
    libc, attributes = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(ATTRIBUTES)
    attribute_call, priority_call = CALLS[platform.machine()]
    results = libc.syscall(attribute_call, pid, attributes, ATTRIBUTES, 0), libc.syscall(priority_call, PROCESS, pid)
    if min(results) < 0:
        raise OSError(ctypes.get_errno(), "the kernel does not say how a process is scheduled")
    return attributes.raw.hex(), str(results[1])


def same_program(pid: int, parent: int) -> bool:
    """Whether a process still is what it was forked from: `execve` gives it a stack at another address.

    Raises:
        OSError: one of them has ended.
    """
    return fields(holder(pid))[STACK] == fields(parent)[STACK]


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

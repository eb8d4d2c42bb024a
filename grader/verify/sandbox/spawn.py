"""Forking with care: a child that prepares itself and becomes bubblewrap. `subprocess` cannot place descriptors at chosen numbers."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
from collections.abc import Callable, Mapping, Sequence

PLACES = 64
"""Descriptors are placed below this number; what the child needs for itself stays above."""
PR_SET_PDEATHSIG = 1
CLOSE_RANGE_CLOEXEC = 4
SYS_CLOSE_RANGE = 436  # the same number on x86_64 and aarch64; libc.close_range needs glibc 2.34

_libc = ctypes.CDLL(None, use_errno=True)


def fork(action: Callable[[], None]) -> int:
    """Run `action` in a child, which may exec and exits otherwise; returns its pid once it has done either.

    Raises:
        OSError: the child's own, with its message.
    """
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            write_end = fcntl.fcntl(write_end, fcntl.F_DUPFD_CLOEXEC, PLACES)
            action()
        except OSError as error:
            os.write(write_end, str(error).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        message = pipe.read().decode(errors="replace")  # empty when an exec or the exit closed it
    if message:
        os.waitpid(pid, 0)
        raise OSError(message)
    return pid


def become(argv: Sequence[str], *, descriptors: Mapping[int, int], parent: int) -> None:
    """Turn the calling child into a program with an empty environment and nothing open but `descriptors` (number there → number here).

    It dies when the thread that forked it does. Called after dropping privileges: changing the uid clears the death signal.

    Raises:
        OSError: the exec failed.
    """
    os.setsid()
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores both, and exec would hand that on
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise OSError("the supervisor is gone")
    _place(descriptors)
    os.chdir("/")
    os.execve(argv[0], list(argv), {})  # noqa: S606 - no shell is meant


def drop_privileges(uid: int) -> None:
    """Go from root to a uid of its own, for good."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _place(descriptors: Mapping[int, int]) -> None:
    """Move the descriptors to their numbers and mark all others close-on-exec."""
    copies = {number: fcntl.fcntl(source, fcntl.F_DUPFD_CLOEXEC, PLACES) for number, source in descriptors.items()}
    if _libc.syscall(SYS_CLOSE_RANGE, 0, ctypes.c_uint(0xFFFFFFFF), CLOSE_RANGE_CLOEXEC) != 0:
        raise OSError("close_range failed: Linux 5.11 is needed")
    for number, copy in copies.items():
        os.dup2(copy, number, inheritable=True)

"""The system call filter: a classic-BPF program for `bwrap --seccomp FD`, assembled here (no libseccomp needed).

Default allow, a deny list, and ENOSYS for every call newer than the table: programs fall back, and no future call passes unread. An allow
list would be stricter, but torch, CUDA and numba touch a wide set of calls; the NVIDIA driver needs `memfd_create`, `mbind` and `ioctl`.
"""

from __future__ import annotations

import errno
import platform
import struct
from functools import cache

from grader.core.errors import SandboxUnavailable
from grader.verify.sandbox import syscalls

Instruction = tuple[int, int, int, int]
"""(opcode, skip if true, skip if false, operand), the order of struct sock_filter."""
Body = list[Instruction]

LOAD, AND, EQUAL, GREATER_EQUAL, GREATER, ANY_BIT, RETURN = 0x20, 0x54, 0x15, 0x35, 0x25, 0x45, 0x06
ALLOW, ERRNO, KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCHITECTURE = 0, 4
"""Offsets in struct seccomp_data."""

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT = 0x40000000

NAMESPACE_FLAGS = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
NEW_TIME_NAMESPACE = 0x80  # for unshare only: clone reads the exit signal there
AF_UNIX = 1
TIOCSTI, TIOCLINUX = 0x5412, 0x541C
PR_SET_DUMPABLE, PR_SET_MM = 4, 35
F_SETSIG = 10
S_IFMT, S_IFCHR, S_IFBLK = 0o170000, 0o020000, 0o060000

REFUSE: Instruction = (RETURN, 0, 0, ERRNO | errno.EPERM)


def _argument(index: int) -> Instruction:
    """Load the low half of an argument: all arguments looked at here are 32-bit for the kernel."""
    return (LOAD, 0, 0, 16 + 8 * index)


def _answer(number: int, error: int) -> Body:
    return [(EQUAL, 0, 1, number), (RETURN, 0, 0, ERRNO | error)]


def _inspect(number: int, body: Body) -> Body:
    """Run `body` for one call only; it either returns or falls through to the next rule."""
    return [(EQUAL, 0, len(body) + 1, number), *body, (LOAD, 0, 0, NUMBER)]


def _refuse_values(index: int, first: int, second: int, mask: int | None = None) -> Body:
    masked: Body = [] if mask is None else [(AND, 0, 0, mask)]
    return [_argument(index), *masked, (EQUAL, 1, 0, first), (EQUAL, 0, 1, second), REFUSE]


def _by_argument(column: int) -> Body:
    """The calls that are right or wrong by what they are asked to do."""
    rules = [
        *_inspect(syscalls.CLONE[column], [_argument(0), (ANY_BIT, 0, 1, NAMESPACE_FLAGS), REFUSE]),
        *_inspect(syscalls.UNSHARE[column], [_argument(0), (ANY_BIT, 0, 1, NAMESPACE_FLAGS | NEW_TIME_NAMESPACE), REFUSE]),
        # personality(0) and the query are harmless; others switch off address randomisation or select another ABI
        *_inspect(syscalls.PERSONALITY[column], [_argument(0), (EQUAL, 2, 0, 0), (EQUAL, 1, 0, 0xFFFFFFFF), REFUSE]),
        *_inspect(syscalls.SOCKET[column], [_argument(0), (EQUAL, 1, 0, AF_UNIX), (RETURN, 0, 0, ERRNO | errno.EAFNOSUPPORT)]),
        *_inspect(syscalls.SOCKETPAIR[column], [_argument(0), (EQUAL, 1, 0, AF_UNIX), (RETURN, 0, 0, ERRNO | errno.EAFNOSUPPORT)]),
        *_inspect(syscalls.IOCTL[column], _refuse_values(1, TIOCSTI, TIOCLINUX)),
        # SIGCONT in place of SIGIO would wake a process that was stopped
        *_inspect(syscalls.FCNTL[column], [_argument(1), (EQUAL, 0, 1, F_SETSIG), REFUSE]),
        # an undumpable process would hide from an unprivileged watchdog
        *_inspect(syscalls.PRCTL[column], _refuse_values(0, PR_SET_DUMPABLE, PR_SET_MM)),
        *_inspect(syscalls.MKNODAT[column], _refuse_values(2, S_IFCHR, S_IFBLK, mask=S_IFMT)),
    ]
    if column == 0:
        rules += _inspect(syscalls.MKNOD_X86, _refuse_values(1, S_IFCHR, S_IFBLK, mask=S_IFMT))
    return rules


def assemble(machine: str) -> list[Instruction]:
    """The filter as instructions for one architecture, `x86_64` or `aarch64`.

    Raises:
        SandboxUnavailable: for any other architecture.
    """
    if machine not in AUDIT_ARCH:
        raise SandboxUnavailable(f"there is no system call filter for {machine}", hint="use an x86_64 or aarch64 machine")
    column = 0 if machine == "x86_64" else 1
    program: Body = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, AUDIT_ARCH[machine]),
        (RETURN, 0, 0, KILL_PROCESS),  # the 32-bit table, reached by int 0x80
        (LOAD, 0, 0, NUMBER),
    ]
    if column == 0:
        program += [(GREATER_EQUAL, 0, 1, X32_BIT), (RETURN, 0, 0, ERRNO | errno.ENOSYS)]
    program += [(GREATER, 0, 1, syscalls.LAST_KNOWN), (RETURN, 0, 0, ERRNO | errno.ENOSYS)]
    for numbers in syscalls.DENIED.values():
        program += _answer(numbers[column], errno.EPERM)
    if column == 0:
        for number in syscalls.DENIED_X86.values():
            program += _answer(number, errno.EPERM)
    # the flags of clone3 lie behind a pointer: ENOSYS makes the C library fall back to clone
    program += _answer(syscalls.CLONE3[column], errno.ENOSYS)
    program += _by_argument(column)
    program.append((RETURN, 0, 0, ALLOW))
    return program


@cache
def filter_program() -> bytes:
    """The filter of this machine, as `bwrap --seccomp` reads it."""
    return b"".join(struct.pack("<HBBI", *instruction) for instruction in assemble(platform.machine()))

"""The filter, run by a small machine of classic BPF: so the other architecture is tested as well."""

from __future__ import annotations

import errno
import platform
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.errors import SandboxUnavailable
from grader.verify.sandbox import syscalls
from grader.verify.sandbox.seccomp import ALLOW, AUDIT_ARCH, ERRNO, KILL_PROCESS, Instruction, assemble, filter_program

MACHINES = ("x86_64", "aarch64")
machines = pytest.mark.parametrize("machine", MACHINES)
EPERM, ENOSYS = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS


def answer(program: list[Instruction], machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    data = struct.pack("<IIQ6Q", number, AUDIT_ARCH[machine] if arch is None else arch, 0, *(arguments + (0,) * 6)[:6])
    accumulator = place = 0
    while True:
        code, if_true, if_false, operand = program[place]
        place += 1
        match code:
            case 0x20:
                accumulator = struct.unpack_from("<I", data, operand)[0]
            case 0x54:
                accumulator &= operand
            case 0x06:
                return operand
            case 0x15 | 0x35 | 0x25 | 0x45:
                truth = {
                    0x15: accumulator == operand,
                    0x35: accumulator >= operand,
                    0x25: accumulator > operand,
                    0x45: bool(accumulator & operand),
                }[code]
                place += if_true if truth else if_false
            case _:
                pytest.fail(f"unknown instruction {code:#x}")


@machines
def test_what_is_denied(machine: str) -> None:
    program, column = assemble(machine), MACHINES.index(machine)
    for name, numbers in syscalls.DENIED.items():
        assert answer(program, machine, numbers[column]) == EPERM, name
    for name, number in syscalls.DENIED_X86.items():
        assert (answer(program, machine, number) == EPERM) is (machine == "x86_64" or number in [n[1] for n in syscalls.DENIED.values()]), (
            name
        )


@machines
def test_what_depends_on_an_argument(machine: str) -> None:
    program, column = assemble(machine), MACHINES.index(machine)

    def ask(numbers: tuple[int, int], *arguments: int) -> int:
        return answer(program, machine, numbers[column], *arguments)

    assert ask(syscalls.CLONE, 0x00010F00 | 17) == ALLOW  # a thread
    for flag in range(25, 31):
        assert ask(syscalls.CLONE, 1 << flag) == EPERM
        assert ask(syscalls.UNSHARE, 1 << flag) == EPERM
    assert ask(syscalls.UNSHARE, 0x20000) == EPERM
    assert ask(syscalls.UNSHARE, 0x80) == EPERM
    assert ask(syscalls.UNSHARE, 0x400) == ALLOW  # CLONE_FILES
    assert ask(syscalls.CLONE3, 0) == ENOSYS
    assert [ask(syscalls.PERSONALITY, value) for value in (0, 0xFFFFFFFF, 0x40000)] == [ALLOW, ALLOW, EPERM]
    assert [ask(syscalls.SOCKET, family) for family in (1, 2, 10, 16, 40)] == [ALLOW] + [ERRNO | errno.EAFNOSUPPORT] * 4
    assert [ask(syscalls.IOCTL, 0, request) for request in (0x5401, 0x5412, 0x541C)] == [ALLOW, EPERM, EPERM]
    assert ask(syscalls.IOCTL, 0, 0xFFFFFFFF_00005412) == EPERM  # the kernel looks at the low half
    assert [ask(syscalls.PRCTL, option) for option in (15, 4, 35)] == [ALLOW, EPERM, EPERM]
    assert [ask(syscalls.MKNODAT, 0, 0, mode) for mode in (0o010644, 0o100644, 0o020666, 0o060666)] == [ALLOW, ALLOW, EPERM, EPERM]


@machines
def test_other_doors(machine: str) -> None:
    program = assemble(machine)
    assert answer(program, machine, 20, arch=0x40000003) == KILL_PROCESS
    assert answer(program, machine, syscalls.LAST_KNOWN + 1) == ENOSYS
    assert answer(program, machine, 0x40000000 | 1) == ENOSYS


@pytest.mark.parametrize("number", [0, 1, 9, 16, 41, 56, 57, 59, 231, 319])
def test_what_programs_live_on(number: int) -> None:
    assert answer(assemble("x86_64"), "x86_64", number, 1) == ALLOW


@given(st.sampled_from(MACHINES), st.integers(0, 2**32 - 1), st.lists(st.integers(0, 2**64 - 1), max_size=6))
def test_every_call_gets_an_answer(machine: str, number: int, arguments: list[int]) -> None:
    code = answer(assemble(machine), machine, number, *arguments)
    assert code == ALLOW or code & 0xFFFF0000 == ERRNO
    assert number <= syscalls.LAST_KNOWN or code == ENOSYS


def test_the_filter_of_this_machine() -> None:
    assert len(filter_program()) == 8 * len(assemble(platform.machine())) < 8 * 4096  # the kernel's BPF_MAXINSNS


def test_a_machine_without_a_filter() -> None:
    with pytest.raises(SandboxUnavailable, match="riscv64"):
        assemble("riscv64")

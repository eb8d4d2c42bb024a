"""Each guard is needed: with it a probe gets nothing, without it the probe gets its prize. Guards go only here, never in the package."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from grader.verify.sandbox import Sandbox
from grader.verify.sandbox.argv import Numbers
from tests.verify.sandbox.support import MIB, box

pytestmark = pytest.mark.sandbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    name: str
    without: tuple[tuple[str, ...], ...]
    probe: str


UNSHARE = "import ctypes; print('GOT' if ctypes.CDLL(None).unshare(0x10000000) == 0 else '')"
SECCOMP = ("--seccomp", "N")
GUARDS = (
    Guard(
        name="network namespace", without=(("--unshare-net",),), probe="import socket; socket.socket(socket.AF_UNIX).connect('\\0' + NAME)"
    ),
    Guard(name="read-only root", without=(("--remount-ro", "/"),), probe=f"open('/big', 'wb').write(b'x' * {MIB})"),
    Guard(name="read-only /dev", without=(("--remount-ro", "/dev"),), probe=f"open('/dev/big', 'wb').write(b'x' * {MIB})"),
    Guard(name="read-only /proc", without=(("--remount-ro", "/proc"),), probe="open('/proc/self/clear_refs', 'w').write('5')"),
    Guard(name="size of /tmp", without=(("--size", str(16 * MIB)),), probe=f"open('/tmp/x', 'wb').write(b'x' * {20 * MIB})"),
    Guard(name="pid namespace", without=(("--unshare-pid",),), probe="import os; os.stat(f'/proc/{HOST}')"),
    Guard(name="filter", without=(SECCOMP,), probe="import ctypes; assert ctypes.CDLL(None).prctl(4, 0) == 0"),
    Guard(name="host name", without=(("--hostname", "box"), ("--unshare-uts",)), probe="import os; assert os.uname().nodename == NODE"),
    Guard(name="System V memory", without=(("--unshare-ipc",),), probe="import ctypes; assert ctypes.CDLL(None).shmget(KEY, 1, 0) >= 0"),
    Guard(name="own session", without=(("--new-session",),), probe="import os; assert os.getsid(0) == 0"),
    Guard(
        name="no namespaces of its own",
        without=(SECCOMP, ("--disable-userns",)),  # two layers: either alone holds
        probe="import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
    ),
)


def without(*guards: tuple[str, ...]) -> type[Sandbox]:
    """A sandbox that lacks some of its options; `N` stands for any number."""

    class Weakened(Sandbox):
        def _options(self, numbers: Numbers) -> list[str]:
            options = super()._options(numbers)
            for guard in guards:
                wanted = [str(numbers.seccomp) if word == "N" else word for word in guard]
                places = [i for i in range(len(options)) if options[i : i + len(wanted)] == wanted]
                assert places, f"{guard} is not among the options"
                for place in reversed(places):
                    del options[place : place + len(wanted)]
            return options

    return Weakened


@pytest.fixture
def abstract_name() -> Iterator[str]:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"\0grader-guard-{os.getpid()}")
        listener.listen()
        yield f"grader-guard-{os.getpid()}"


@pytest.fixture
def shared_key() -> Iterator[int]:
    libc, key = ctypes.CDLL(None), 0x67720000 + os.getpid() % 0xFFFF
    segment = libc.shmget(key, 4096, 0o1666)
    yield key
    libc.shmctl(segment, 0, None)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_the_guard_is_needed(guard: Guard, abstract_name: str, shared_key: int) -> None:
    names = f"NAME, KEY, HOST, NODE = {abstract_name!r}, {shared_key}, {os.getpid()}, {os.uname().nodename!r}\n"
    with box(names + guard.probe) as running:
        assert running.wait().exit_code != 0
    with box(names + guard.probe, make=without(*guard.without)) as running:
        assert running.wait().exit_code == 0, running.wait()


@pytest.mark.parametrize("layer", [SECCOMP, ("--disable-userns",)], ids=["filter", "disable-userns"])
def test_either_layer_against_namespaces_holds_alone(layer: tuple[str, ...]) -> None:
    with box("import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0", make=without(layer)) as running:
        assert running.wait().exit_code == 1


def test_a_guard_that_is_not_there_cannot_be_left_out() -> None:
    with pytest.raises(AssertionError, match="not among"), box("", make=without(("--no-such-guard",))):
        pass

"""Each guard is needed: with it a probe gets nothing, without it the probe gets its prize."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Callable, Iterator

import pytest

from tests.verify.sandbox.guard_table import table
from tests.verify.sandbox.guards import Guard, option, outcomes
from tests.verify.sandbox.support import box

pytestmark = pytest.mark.sandbox

ABSTRACT, KEY = f"grader-guard-{os.getpid()}", 0x67720000 + os.getpid() % 0xFFFF
GUARDS = table(ABSTRACT, KEY)


@pytest.fixture(scope="module", autouse=True)
def host() -> Iterator[None]:
    """A socket and a segment of the host's."""
    libc = ctypes.CDLL(None)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"\0{ABSTRACT}")
        listener.listen()
        segment = libc.shmget(KEY, 4096, 0o1666)
        yield
        libc.shmctl(segment, 0, None)


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_the_guard_is_needed(guard: Guard, record_property: Callable[[str, object], None]) -> None:
    """Where there are several layers, each holds alone, and all are needed for nothing to hold."""
    if not guard.here():
        pytest.skip("this machine sets that limit itself")
    found = outcomes(guard)
    record_property("got", found)
    record_property("after", guard.after)
    *held, last = found.values()
    assert not any(held), found
    assert last is (not guard.after), found


def test_a_guard_that_is_not_there_cannot_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    option("--no-such-guard")(monkeypatch)
    with pytest.raises(AssertionError, match="not among"), box(""):
        pass

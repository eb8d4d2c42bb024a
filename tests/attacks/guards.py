"""The guards of the channel and of the freezing as a table, as tests/verify/sandbox/guards.py has those of a box."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pytest import MonkeyPatch  # noqa: TC002 - as in tests/verify/sandbox/guards.py

from grader.core.run import Ending
from grader.verify import artifact, channel
from grader.verify.artifact import freeze
from grader.verify.channel import Channel, HungUp
from grader.verify.endings import Ended
from tests.verify.sandbox.guards import Guard, Layer, attribute
from tests.verify.support import Grading, adapter

MS = 1_000_000
#: the shim answers to `load`, and then says nothing of its own
SILENT = """
import sys
shim, asked = sys.modules['__main__'], []
first = shim.reply
shim.reply = lambda name, payload: None if asked else first(name, payload)
"""


class Without:
    """The `os` module with some of it put another way."""

    def __init__(self, **other: Any) -> None:
        self._other = other

    def __getattr__(self, name: str) -> Any:
        return self._other[name] if name in self._other else getattr(os, name)


def _os(**other: Any) -> Layer:
    return lambda patch: patch.setattr(artifact, "os", Without(**{**getattr(vars(artifact)["os"], "_other", {}), **other}))


def _secrets(patch: MonkeyPatch) -> None:
    class Constant:
        @staticmethod
        def token_bytes(count: int) -> bytes:
            return bytes(count)

        compare_digest = staticmethod(lambda ours, theirs: ours == theirs)

    patch.setattr(channel, "secrets", Constant)


def _patient(self: Channel, buffer: bytearray, deadline: int, seconds: float, look: Callable[[], None]) -> None:
    """The reading of a reply with a deadline for each byte."""
    view, got = memoryview(buffer), 0
    while got < len(buffer):
        try:
            count = self._socket.recv_into(view[got:])
        except BlockingIOError:
            look()
            if time.monotonic_ns() > deadline:
                raise Ended(Ending.TIMED_OUT, seconds=seconds) from None
            continue
        if not count:
            raise HungUp
        got, deadline = got + count, time.monotonic_ns() + int(seconds * 1e9)


def freezes(make: Callable[[Path], None], limit_mb: int = 1) -> Callable[[], bool]:
    """Whether a directory is taken for an artifact."""

    def won() -> bool:
        with tempfile.TemporaryDirectory() as name:
            out = Path(name) / "out"
            out.mkdir()
            (Path(name) / "labels").write_text("secret")
            make(out)
            handle = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
            try:
                freeze(handle, Path(name) / "frozen", limit_mb)
            except Ended:
                return False
            finally:
                os.close(handle)
            return True

    return won


def _link(out: Path) -> None:
    (out / "w.bin").symlink_to(out.parent / "labels")


def _hard_link(out: Path) -> None:
    (out / "w.bin").touch()
    os.link(out / "w.bin", out / "v.bin")


def _attributes(out: Path) -> None:
    (out / "w.bin").touch()
    os.setxattr(out / "w.bin", "user.w", b"w" * 100)


def _odd_name(out: Path) -> None:
    (out / "a\nb").touch()


def _deep(out: Path) -> None:
    (out / "a/b/c/d").mkdir(parents=True)
    (out / "a/b/c/d/w.bin").touch()


def _many(out: Path) -> None:
    for number in range(100):
        (out / f"{number}.bin").touch()


def _large(out: Path) -> None:
    (out / "w.bin").write_bytes(bytes(2_000_000))


class Status:
    """What `fstat` says, but for the number of names."""

    st_nlink = 1

    def __init__(self, status: os.stat_result) -> None:
        self._status = status

    def __getattr__(self, name: str) -> Any:
        return getattr(self._status, name)


def _roomy(patch: MonkeyPatch) -> None:
    patch.setattr(artifact, "MB", 1 << 40)


def table(grading: Grading) -> tuple[Guard, ...]:
    """All guards; `grading` verifies the adapters that try them."""

    def answers_early() -> bool:
        """Whether an answer that was sent before its question counts, and is timed as nothing."""
        body = "import os, time\nos.write(3, 2 * (bytes(8) + bytes(4)))\ntime.sleep(0.02)\nreturn [0]"
        source = adapter(top=SILENT, predict="asked.append(1)\n" + body)
        [starts] = grading.rows(source, predict_seconds=1).starts.values()
        return any(ns < 5 * MS for start in starts for ns in start.candidate.nanoseconds)

    def drips() -> bool:
        """Whether bytes that come one by one keep a request alive beyond its deadline."""
        slowly = "for byte in sys._getframe(2).f_locals['name']:\n    os.write(3, bytes([byte]))\n    time.sleep(0.15)\n"
        body = f"import os, sys, time\n{slowly}return [0]"
        return grading.end(adapter(predict=body), predict_seconds=0.5).ending is not Ending.TIMED_OUT

    def writes_inputs() -> bool:
        body = "import mmap\nmmap.mmap(4, 0, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)[0] = 1\nreturn _base.load(path, device)"
        return grading.end(adapter(load=body)).ending is Ending.DONE

    follow = {"stat": lambda name, *, dir_fd, follow_symlinks: os.stat(name, dir_fd=dir_fd)}
    return (
        Guard(
            name="no answer before its question", won=answers_early,
            layers={"silence": attribute(Channel, "expect_silence", lambda self: None), "random ids": _secrets},
        ),
        Guard(name="one deadline for a reply", won=drips, layers={"_fill": attribute(Channel, "_fill", _patient)}),
        Guard(name="inputs that cannot be written", won=writes_inputs, layers={"seal": attribute(channel, "_FUTURE_WRITE", 0)}),
        Guard(name="no links followed", won=freezes(_link), layers={"lstat": _os(**follow), "O_NOFOLLOW": _os(O_NOFOLLOW=0)}),
        Guard(name="one name for a file", won=freezes(_hard_link), layers={"st_nlink": _os(fstat=lambda handle: Status(os.fstat(handle)))}),
        Guard(name="nothing beside the data", won=freezes(_attributes), layers={"listxattr": _os(listxattr=lambda handle: [])}),
        Guard(name="plain names", won=freezes(_odd_name), layers={"NAME": attribute(artifact, "NAME", re.compile(".*", re.DOTALL))}),
        Guard(name="few directories", won=freezes(_deep), layers={"MAX_DEPTH": attribute(artifact, "MAX_DEPTH", 99)}),
        Guard(name="few files", won=freezes(_many), layers={"MAX_FILES": attribute(artifact, "MAX_FILES", 999)}),
        Guard(name="size of an artifact", won=freezes(_large), layers={"limit_mb": _roomy}),
    )  # fmt: skip

"""Carry one input to the worker and one reply back, and time it on our own clock.

Inputs lie in a sealed memfd that the worker can only map read-only; the request on the socket is 16 bytes. A reply is
the random id of its request and a number of bytes that we know beforehand, so there is nothing to parse on this side.
The clock runs from just before the request is sent to the arrival of the last byte. `make bench` prints what
this adds to a known time.

Nothing is said before the clock starts. A byte ahead would wake the worker, but one that shares our processor could keep
it, and work on the input while the clock stands still. For the same reason a pause of ours counts once the input lies there.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.worker.shim import CHANNEL, INPUT, REQUEST

#: How often the limits of the sandbox are looked at while a reply is awaited, in seconds.
LOOK = 0.05
ID_BYTES = 8
#: Between the copy of the input and the clock lie 5 to 40 µs; where it is more, somebody had our processor.
PAUSE_NS = 200_000
# linux/fcntl.h; Python 3.11 has the commands but not F_SEAL_FUTURE_WRITE
_FUTURE_WRITE = 0x0010


class HungUp(Exception):
    """The worker closed its end: it has died or is about to."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The bytes after the id, and the nanoseconds from send to last byte."""

    payload: bytes
    nanoseconds: int


class Channel:
    """One supervisor's end of a channel; `child_fds` are the descriptors that the worker gets, by number."""

    def __init__(self, input_bytes: int) -> None:
        """Make a channel for inputs of up to `input_bytes` bytes."""
        self._socket, self._child = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._memfd = os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(self._memfd, max(input_bytes, 1))
        self._input = mmap.mmap(self._memfd, max(input_bytes, 1))
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | _FUTURE_WRITE | fcntl.F_SEAL_SEAL
        fcntl.fcntl(self._memfd, fcntl.F_ADD_SEALS, seals)
        # the kernel's own time-out: Python's would poll before every read, and wait where MSG_DONTWAIT must not
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", 0, int(LOOK * 1e6)))

    @property
    def child_fds(self) -> dict[int, int]:
        """Descriptor number inside → our descriptor to pass."""
        return {CHANNEL: self._child.fileno(), INPUT: self._memfd}

    def started(self) -> None:
        """Close the worker's end on our side, so that its death is seen."""
        self._child.close()

    def ask(self, kind: int, payload: bytes, reply_bytes: int, seconds: float, look: Callable[[], None]) -> Reply:
        """Send one request and wait for its reply; `look` is called while waiting and may raise.

        Raises:
            Ended: the worker spoke unasked, answered something else, or took longer than `seconds`.
            HungUp: it closed the channel.
        """
        name = secrets.token_bytes(ID_BYTES)
        request = REQUEST.pack(name, kind, len(payload))
        reply = bytearray(ID_BYTES + reply_bytes)
        self._input[: len(payload)] = payload
        copied = time.monotonic_ns()
        self.expect_silence()  # after the copy, which empties the processor's caches: what is run next is then there again
        try:
            start = time.monotonic_ns()
            if start - copied > PAUSE_NS:
                start = copied
            self._socket.sendall(request)
            self._fill(reply, start + int(seconds * 1e9), seconds, look)
            end = time.monotonic_ns()
        except (ConnectionResetError, BrokenPipeError) as error:
            raise HungUp from error
        if not secrets.compare_digest(reply[:ID_BYTES], name):
            raise Ended(Ending.WRONG_REPLY)
        return Reply(bytes(reply[ID_BYTES:]), end - start)

    def _fill(self, buffer: bytearray, deadline: int, seconds: float, look: Callable[[], None]) -> None:
        view, got = memoryview(buffer), 0
        while got < len(buffer):
            try:
                count = self._socket.recv_into(view[got:])
            except BlockingIOError:
                look()
                count = -1
            if count == 0:
                raise HungUp
            got += max(count, 0)
            # one deadline for the whole reply: a byte now and then does not extend it
            if got < len(buffer) and time.monotonic_ns() > deadline:
                raise Ended(Ending.TIMED_OUT, seconds=seconds)

    def expect_silence(self) -> None:
        """Check that nothing has been said since the last reply.

        Raises:
            Ended: the worker has spoken unasked.
            HungUp: it closed the channel.
        """
        try:
            early = self._socket.recv(1, socket.MSG_DONTWAIT | socket.MSG_PEEK)
        except BlockingIOError:
            return
        except ConnectionResetError as error:
            raise HungUp from error
        if not early:
            raise HungUp
        raise Ended(Ending.SPOKE_UNASKED)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()
        self._child.close()
        self._input.close()
        os.close(self._memfd)

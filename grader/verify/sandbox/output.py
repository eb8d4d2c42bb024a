"""What a program writes to stdout or stderr: drained so that it never blocks long, kept as a tail, counted."""

from __future__ import annotations

import contextlib
import fcntl
import os

PIPE_BYTES = 1 << 20
"""What an unprivileged process may ask for: a program can print that much while nobody looks."""
AT_ONCE = 8 * PIPE_BYTES
"""Most that one call of `drain` reads, so that a fast writer cannot hold it."""


class Output:
    """The reading end of one pipe; `writer` is the other end, to be given away and closed."""

    def __init__(self, keep: int) -> None:
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)
        with contextlib.suppress(OSError):  # the user's share of pipe memory is used up: 64 KiB will do
            fcntl.fcntl(self.writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._keep = keep
        self._tail = bytearray()
        self.total = 0
        self.ended = False

    @property
    def tail(self) -> bytes:
        """The last bytes written."""
        return bytes(self._tail)

    def drain(self) -> None:
        """Read what is there, without waiting."""
        seen = 0
        while not self.ended and seen < AT_ONCE:
            try:
                data = os.read(self.reader, 1 << 16)
            except BlockingIOError:
                return
            self.ended = not data
            seen += len(data)
            self.total += len(data)
            self._tail += data
            del self._tail[: -self._keep]

    def close_writer(self) -> None:
        """Close our copy of the writing end, so that the end of the program is seen."""
        if self.writer >= 0:
            os.close(self.writer)
            self.writer = -1

    def close(self) -> None:
        """Close both ends."""
        self.close_writer()
        if self.reader >= 0:
            os.close(self.reader)
            self.reader = -1

"""The descriptors between the supervisor and one bubblewrap: its output, its status, its gate, and the files it reads from memory."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress

from grader.verify.sandbox.argv import ETC, Numbers
from grader.verify.sandbox.output import Output
from grader.verify.sandbox.seccomp import filter_program
from grader.verify.sandbox.spawn import PLACES


class Wiring:
    """All pipes of one box. `pass_fds` are the caller's: number inside → number here; they are neither kept nor closed."""

    def __init__(self, pass_fds: Mapping[int, int], *, keep: int, resources: ExitStack) -> None:
        if any(not 3 <= number < PLACES // 2 for number in pass_fds):
            raise ValueError(f"numbers inside a box go from 3 to {PLACES // 2 - 1}: {sorted(pass_fds)}")
        self._theirs = resources.enter_context(ExitStack())  # closed as soon as the child has them
        self._pass_fds = pass_fds
        arguments = max(pass_fds, default=2) + 1
        etc = range(arguments + 4, arguments + 4 + len(ETC))
        self.numbers = Numbers(arguments=arguments, seccomp=arguments + 1, status=arguments + 2, gate=arguments + 3, etc=etc)
        self._keep, self._resources = keep, resources
        self.stdout, self.stderr = self._outputs()
        self._first = [self.stdout, self.stderr]
        self._status, self._status_writer = os.pipe()
        gate_reader, self._gate = os.pipe()
        # opened for writing too: its own end keeps the pipe from closing, so the gate does not open when the supervisor dies
        self._gate_reader = os.open(f"/proc/self/fd/{gate_reader}", os.O_RDWR | os.O_CLOEXEC)
        for ours in (self._status, self._gate):
            resources.callback(os.close, ours)
        for theirs in (self._status_writer, self._gate_reader, gate_reader):
            self._theirs.callback(os.close, theirs)
        os.set_blocking(self._status, False)
        self._said = b""

    def descriptors(self, options: Sequence[str]) -> dict[int, int]:
        """Number in the child → number here, for everything that the child gets."""
        null = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        self._theirs.callback(os.close, null)
        return {
            0: null,
            1: self.stdout.writer,
            2: self.stderr.writer,
            **self._pass_fds,
            self.numbers.arguments: self._memory_file("\0".join([*options, ""]).encode()),
            self.numbers.seccomp: self._memory_file(filter_program()),
            self.numbers.status: self._status_writer,
            self.numbers.gate: self._gate_reader,
            **{number: self._memory_file(content) for number, content in zip(self.numbers.etc, ETC.values(), strict=True)},
        }

    def open_gate(self) -> None:
        """Let the program start."""
        with suppress(BrokenPipeError):  # bubblewrap died in this moment: its end tells
            os.write(self._gate, b"x")

    def hand_over(self) -> None:
        """Close our copies of what the child has."""
        self._theirs.close()
        self.close_writers()

    def _outputs(self) -> tuple[Output, Output]:
        pair = Output(self._keep), Output(self._keep)
        for each in pair:
            self._resources.callback(each.close)
        return pair

    def renew_outputs(self) -> tuple[int, int]:
        """Start counting and keeping anew; returns the writing ends of a new stdout and stderr, to be passed in and closed.

        The first pair stays open, as it does inside: nothing may wait there for whoever writes next.
        """
        for each in self._first:
            each.drain()
        if self.stdout not in self._first:
            self.stdout.close()
            self.stderr.close()
        self.stdout, self.stderr = self._outputs()
        return self.stdout.writer, self.stderr.writer

    def close_writers(self) -> None:
        """Close our copies of what is written to, so that the end of the program is seen."""
        self.stdout.close_writer()
        self.stderr.close_writer()

    def status(self, key: str) -> int | None:
        """What bubblewrap said of `child-pid` or `exit-code`; the program inside cannot write there."""
        with suppress(BlockingIOError):
            self._said += os.read(self._status, 4096)
        found = None
        for line in self._said.split(b"\n")[:-1]:
            found = json.loads(line).get(key, found)
        return found

    def _memory_file(self, content: bytes) -> int:
        descriptor = os.memfd_create("grader")
        self._theirs.callback(os.close, descriptor)
        os.write(descriptor, content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        return descriptor


def readable(descriptors: Sequence[int], seconds: float) -> bool:
    """Whether one of them has something to read, or its end, waiting for that at most so long."""
    waiting = select.poll()
    for descriptor in descriptors:
        waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))

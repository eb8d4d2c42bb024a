"""One worker process in a sandbox of its own: started, asked, frozen between its turns, and gone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.core.quantity import MB
from grader.core.run import Ending
from grader.course import Limits, Measuring
from grader.verify import meters
from grader.verify.channel import Channel, HungUp, Reply
from grader.verify.endings import Ended, last_line, of_exit_code
from grader.verify.environment import SHIM, environment_mounts, interpreter, variables
from grader.verify.sandbox import Cause, Mount, Policy, Sandbox, SandboxEnd
from grader.worker.shim import LOAD, NO_MEMORY, PREDICT

#: What a limit of the sandbox means for a run.
CAUSES: dict[Cause, Ending] = {
    Cause.TIME: Ending.TIMED_OUT,
    Cause.CPU: Ending.TIMED_OUT,
    Cause.MEMORY: Ending.OUT_OF_MEMORY,
    Cause.PROCESSES: Ending.TOO_MANY_PROCESSES,
    Cause.DISK: Ending.DISK_FULL,
    Cause.OUTPUT: Ending.TOO_MUCH_OUTPUT,
    Cause.UNAVAILABLE: Ending.SANDBOX_UNAVAILABLE,
    Cause.UNKILLABLE: Ending.UNKILLABLE,
}
ACK_BYTES = 4
#: Seconds that a worker gets to end by itself after it has closed the channel.
GRACE = 2.0


def ended(end: SandboxEnd, limits: Limits, seconds: float) -> Ended:
    """Say how a program ended that should have gone on or ended well."""
    early = _early(end, limits, seconds)
    early.log = text(end.stderr)
    return early


def _early(end: SandboxEnd, limits: Limits, seconds: float) -> Ended:
    ending = Ending.OUT_OF_MEMORY if end.exit_code == NO_MEMORY else CAUSES.get(end.cause)
    if ending is Ending.TIMED_OUT:
        return Ended(ending, seconds=seconds)
    if ending is Ending.OUT_OF_MEMORY:
        return Ended(ending, limit_mb=limits.memory_mb)
    if ending is not None:
        return Ended(ending, detail=end.detail or "-")
    if end.cause is Cause.SIGNALLED:
        return Ended(Ending.CRASHED, signal=end.signal or 0)
    if end.cause is Cause.KILLED:  # it closed the channel and stayed
        return Ended(Ending.EXITED, code="-", error=last_line(text(end.stderr)))
    return of_exit_code(end.exit_code or 0, text(end.stderr))


def text(tail: bytes) -> str:
    """Decode what a program printed; it is shown, never parsed."""
    return tail.decode("utf-8", "replace")


class Worker:
    """A running worker; use it as a context manager."""

    def __init__(
        self, arguments: Sequence[str], mounts: Sequence[Mount], *, limits: Limits, measuring: Measuring, input_bytes: int
    ) -> None:
        """Describe a worker whose shim gets `arguments`; it starts on entering."""
        self._limits, self._pid = limits, 0
        self._channel = Channel(input_bytes)
        policy = Policy(
            wall_seconds=24 * 3600.0,  # the requests have deadlines of their own
            memory_bytes=limits.memory_mb * MB,
            processes=limits.processes,
        )
        self._box = Sandbox(
            [*interpreter(), SHIM, *arguments],
            policy=policy,
            mounts=[*environment_mounts(), *mounts],
            env=variables(measuring.threads),
            pass_fds=self._channel.child_fds,
        )

    def __enter__(self) -> Self:
        with ExitStack() as on_failure:
            on_failure.enter_context(self._channel)
            on_failure.enter_context(self._box)
            self._channel.started()
            self._stack = on_failure.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()

    def _finish(self, grace: float) -> SandboxEnd:
        """Wait a moment for the worker to end by itself, then end it."""
        deadline = time.monotonic() + grace
        while (end := self._box.poll()) is None and time.monotonic() < deadline:
            self._box.pump(0.02)
        if end is not None:
            return end
        self._box.kill()
        return self._box.wait()

    def load(self) -> float:
        """Have the model loaded; return the seconds it took, imports included.

        Raises:
            Ended: it did not come up.
        """
        seconds = self._ask(LOAD, b"", ACK_BYTES, self._limits.load_seconds).nanoseconds / 1e9
        pid = self._box.worker_pid()
        if pid is None:
            raise self._gone(self._limits.load_seconds)
        self._pid = pid
        return seconds

    def predict(self, payload: bytes, reply_bytes: int) -> Reply:
        """Have one input predicted.

        Raises:
            Ended: it did not answer as it should.
        """
        return self._ask(PREDICT, payload, reply_bytes, self._limits.predict_seconds)

    def settle(self) -> None:
        """Check that nothing was said after the last reply.

        Raises:
            Ended: something was.
        """
        with self._listening(self._limits.predict_seconds):
            self._channel.expect_silence()

    def _ask(self, kind: int, payload: bytes, reply_bytes: int, seconds: float) -> Reply:
        with self._listening(seconds):
            return self._channel.ask(kind, payload, reply_bytes, seconds, self._look)

    @contextmanager
    def _listening(self, seconds: float) -> Iterator[None]:
        """Say how the worker ended when it hangs up, and add what it printed when it ends in any other way."""
        try:
            yield
        except HungUp as error:
            raise self._gone(seconds) from error
        except Ended as early:
            self._box.pump()
            early.log = early.log or text(self._box.stderr_tail)
            raise

    def _gone(self, seconds: float) -> Ended:
        return ended(self._finish(GRACE), self._limits, seconds)

    def _look(self) -> None:
        """Let the sandbox drain its pipes and look at its limits.

        Raises:
            Ended: one was hit.
        """
        if self._box.limit_hit() is not None:
            raise ended(self._box.wait(), self._limits, self._limits.predict_seconds)

    def freeze(self) -> None:
        """Stop every process of the worker until `thaw`."""
        self._box.pump(0.0)
        self._box.freeze()

    def thaw(self) -> None:
        """Let it go on."""
        self._box.thaw()

    def reset_peak(self) -> int:
        """Start a new memory peak; return the resident bytes now.

        Raises:
            Ended: the worker has gone.
        """
        return self._memory(reset=True)

    def peak_bytes(self) -> int:
        """Return the peak resident bytes since the last reset.

        Raises:
            Ended: the worker has gone.
        """
        return self._memory(reset=False)

    def _memory(self, *, reset: bool) -> int:
        pids = self._box.tree()[1:]  # the first is the box's own
        if reset:
            meters.reset_peak(pids)
        found = meters.peak_bytes(pids)
        if not meters.peak_bytes([self._pid]):
            raise self._gone(self._limits.predict_seconds)
        return found

    def cpu_ns(self) -> int:
        """Return the processor time that the worker's first process has used.

        Raises:
            Ended: the worker has gone.
        """
        try:
            return meters.cpu_ns(self._pid)
        except OSError as error:
            raise self._gone(self._limits.predict_seconds) from error


def build_ended(box: Sandbox, end: SandboxEnd, limits: Limits) -> Ended:
    """Say how a build ended that should have ended well: `/out` is as large as an artifact may be."""
    early = ended(end, limits, limits.build_seconds)
    if early.ending is Ending.DISK_FULL and box.out is not None and os.fstatvfs(box.out).f_bavail == 0:
        early.ending, early.facts = Ending.ARTIFACT_TOO_LARGE, {"limit_mb": limits.artifact_mb}
    return early


def builder(code: Path, mounts: Sequence[Mount], *, limits: Limits) -> Sandbox:
    """Describe the sandbox of the build phase: `/out` is writable and as large as an artifact may be."""
    policy = Policy(
        wall_seconds=limits.build_seconds,
        memory_bytes=limits.memory_mb * MB + limits.artifact_mb * MB,  # /out is a tmpfs and counts as memory
        processes=limits.processes,
        out_bytes=limits.artifact_mb * MB,
    )
    return Sandbox(
        [*interpreter(), SHIM, "build", f"/code/{code.name}", "/source", "/out"],
        policy=policy,
        mounts=[*environment_mounts(), *mounts],
        env=variables(os.cpu_count() or 1),  # building is not timed
    )

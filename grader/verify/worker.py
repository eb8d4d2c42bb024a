"""One worker process in a sandbox: started, asked, frozen between its turns, and gone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.core.quantity import MB
from grader.core.run import Ending
from grader.course import Limits, Measuring
from grader.verify import cores, meters
from grader.verify.channel import Channel, HungUp, Reply
from grader.verify.endings import Ended, last_line, of_exit_code
from grader.verify.environment import SHIM, environment_mounts, inference_box, interpreter, variables
from grader.verify.footprint import Memory, MemoryMeter
from grader.verify.sandbox import Cause, Mount, Policy, Sandbox, SandboxEnd
from grader.verify.seen import Seen, look
from grader.verify.vram import Gpu
from grader.verify.zygote import Zygote
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
        self,
        arguments: Sequence[str],
        mounts: Sequence[Mount],
        *,
        limits: Limits,
        measuring: Measuring,
        input_bytes: int,
        gpu: Gpu | None = None,
        zygote: Zygote | None = None,
    ) -> None:
        """Describe a worker whose shim gets `arguments`; it starts on entering, forked from `zygote` where that can be."""
        self._arguments, self._mounts, self._limits, self._measuring = arguments, mounts, limits, measuring
        self._pid, self._gpu, self._gpu_peak = 0, gpu, 0
        self._zygote = zygote
        cores.usual()
        self._channel = Channel(input_bytes)

    def __enter__(self) -> Self:
        with ExitStack() as on_failure:
            on_failure.enter_context(self._channel)
            self._box = self._start(on_failure)
            self._channel.started()
            self._meter = MemoryMeter(self._box.group, self._box.tree)
            self._stack = on_failure.pop_all()
        return self

    def _start(self, stack: ExitStack) -> Sandbox:
        """Start the worker: a fork of the zygote, else a process in a box of its own."""
        if self._zygote and (shared := self._zygote.fork(self._channel)):
            stack.callback(self._zygote.retire)
            return shared
        self._zygote = None
        box = inference_box(
            self._arguments, self._mounts, limits=self._limits, threads=self._measuring.threads, pass_fds=self._channel.child_fds,
            gpu=self._measuring.gpu if self._gpu else None,
        )  # fmt: skip
        return stack.enter_context(box)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        cores.part()
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
        """Have the model loaded; return the seconds it took, with the imports only where there is no zygote.

        Raises:
            Ended: it did not come up.
        """
        seconds = self._ask(LOAD, b"", ACK_BYTES, self._limits.load_seconds).nanoseconds / 1e9
        pid = self._zygote.worker if self._zygote else self._box.worker_pid()
        if not pid:
            raise self._gone(self._limits.load_seconds)
        self._pid = pid
        return seconds

    def predict(self, payload: bytes, reply_bytes: int) -> Reply:
        """Have one input predicted.

        Raises:
            Ended: it did not answer as it should.
        """
        return self._ask(PREDICT, payload, reply_bytes, self._limits.predict_seconds)

    def printed(self) -> str:
        """Return the end of what it has printed so far to stderr."""
        self._box.pump(0.0)
        return text(self._box.stderr_tail)

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
        """Stop every process of the worker until `thaw`, and see that the GPU stands still too.

        Raises:
            Ended: it does not.
        """
        self._box.pump(0.0)
        self._box.freeze()
        cores.part()
        if self._gpu:
            self._gpu_peak = max(self._gpu_peak, self._gpu.memory(self._box.tree()).processes or 0)
            self._gpu.rest()

    def thaw(self) -> None:
        """Let it go on; one that has one thread shares our processor until it is frozen, with all that it started."""
        if self._measuring.threads == 1 and self._gpu is None:
            cores.share(self._pids())
        self._box.thaw()

    def seen(self) -> Seen | None:
        """Look at what it has loaded, frozen or not; None where that cannot be seen."""
        root = next((mount.source for mount in self._mounts if mount.target == "/artifact"), None)
        return look(self._pids(), root)

    def _pids(self) -> list[int]:
        """The processes of the worker: neither the box's own nor the one that forked it."""
        return self._zygote.pids() if self._zygote else self._box.tree()[1:]

    def memory(self, before: Memory | None = None) -> Memory | None:
        """Measure the memory after `load`, or after the last reply with what was measured after `load`; None if it cannot be.

        Raises:
            Ended: the worker has gone.
        """
        pids = self._pids()
        found = self._meter.answered(pids, before) if before else self._meter.loaded(pids)
        if not meters.peak_bytes([self._pid]):
            raise self._gone(self._limits.predict_seconds)
        self._expect_imports()
        if found and self._zygote and self._zygote.empty:
            found = found.against(self._zygote.empty)
        if found and self._gpu:
            then = found.gpu
            found = replace(found, gpu=replace(then, peak=max(then.peak, self._gpu_peak)) if then else self._gpu.loaded(pids))
        return found

    def _expect_imports(self) -> None:
        """Check that a forked worker still is the program that did the imports: their memory is not counted as its own.

        Raises:
            Ended: it is not, or the worker has gone.
        """
        try:
            replaced = self._zygote is not None and self._zygote.replaced()
        except OSError as error:
            raise self._gone(self._limits.predict_seconds) from error
        if replaced:
            raise Ended(Ending.EXITED, code="-", error="execve")

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
    """Say how a build ended that should have ended well: a full `/out` holds more than an artifact may."""
    early = ended(end, limits, limits.build_seconds)
    if early.ending is Ending.DISK_FULL and box.out is not None and os.fstatvfs(box.out).f_bavail == 0:
        early.ending, early.facts = Ending.ARTIFACT_TOO_LARGE, {"limit_mb": limits.artifact_mb}
    return early


def builder(code: Path, mounts: Sequence[Mount], *, limits: Limits) -> Sandbox:
    """Describe the sandbox of the build phase: `/out` is writable, and an artifact goes into it twice.

    For a library that replaces a file of weights has both there for a moment; what is left at the end is held to the limit.
    """
    room = 2 * limits.artifact_mb * MB
    policy = Policy(
        wall_seconds=limits.build_seconds,
        memory_bytes=limits.memory_mb * MB + room,  # /out is a tmpfs and counts as memory
        processes=limits.processes,
        require_cgroup=limits.require_cgroup,
        out_bytes=room,
    )
    return Sandbox(
        [*interpreter(), SHIM, "build", f"/code/{code.name}", "/source", "/out"],
        policy=policy,
        mounts=[*environment_mounts(), *mounts],
        env=variables(os.cpu_count() or 1),  # building is not timed
    )

"""One stranger's program in a box: start, look after, freeze, end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self

from grader.core.errors import SandboxUnavailable
from grader.core.quantity import MIB
from grader.verify.sandbox import argv as bwrap_argv
from grader.verify.sandbox import launch, tree
from grader.verify.sandbox.argv import Numbers
from grader.verify.sandbox.bwrap import explain, find_bwrap
from grader.verify.sandbox.cgroup import Cgroup
from grader.verify.sandbox.groups import group_name, open_cgroup
from grader.verify.sandbox.policy import Cause, CgroupKind, Mount, Policy, SandboxEnd
from grader.verify.sandbox.watchdog import Watchdog
from grader.verify.sandbox.wiring import Wiring, readable

LOOK_SECONDS = 0.02
DEATH_SECONDS = 20.0


class Sandbox:
    """A program among strangers' rules: it sees its mounts and its own tmpfs, and ends when the `with` block does.

    Use it from one thread: the box dies with the thread that started it. `pass_fds` are number inside → our descriptor; the caller
    closes its own copies after the start. stdin is /dev/null. The environment is a small base (argv.py) and `env`, nothing of ours.

    Raises:
        SandboxUnavailable: from `with`, when a guard cannot be set up; nothing was run.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        policy: Policy,
        mounts: Sequence[Mount] = (),
        env: Mapping[str, str] | None = None,
        pass_fds: Mapping[int, int] | None = None,
        cwd: str = "/tmp",  # noqa: S108 - inside
    ) -> None:
        self.argv, self.policy, self.mounts, self.env, self.cwd = argv, policy, mounts, env or {}, cwd
        self._pass_fds = pass_fds or {}
        self._resources = ExitStack()
        self._hit: tuple[Cause, str] | None = None
        self._end: SandboxEnd | None = None
        self._frozen_at: float | None = None
        self._frozen_seconds = 0.0
        self._next_look = 0.0

    # ---- start

    def __enter__(self) -> Self:
        with ExitStack() as on_failure:
            on_failure.callback(self._resources.close)
            self._start()
            on_failure.pop_all()
        return self

    def _start(self) -> None:
        self._cgroup: Cgroup = open_cgroup(group_name(), self.policy)
        self._resources.callback(self._cgroup.remove)
        self._wiring = Wiring(self._pass_fds, keep=self.policy.tail_bytes, resources=self._resources)
        # by --args: on the command line, /proc/1/cmdline would show the paths of the host
        command = [str(find_bwrap()), "--args", str(self._wiring.numbers.arguments), "--", *self.argv]
        descriptors = self._wiring.descriptors(self._options(self._wiring.numbers))
        pid = launch.start(command, descriptors, policy=self.policy, mounts=self.mounts, cgroup=self._cgroup)
        self._wiring.hand_over()
        self._monitor = launch.Process.of(pid, self._resources)
        try:
            self._init = launch.await_gate(self._monitor, self._wiring, self._resources)
            self._volumes = launch.pin(self._init, self.policy, self._resources)
            launch.limit(self._init, self.policy)
        except BaseException:
            self._give_up()
            raise
        self._watchdog = Watchdog(self._init.pid, self.policy, self._cgroup, self._volumes)
        self._wiring.open_gate()
        self._started = time.monotonic()

    def _give_up(self) -> None:
        """End a box that did not get past its gate. There, its pid 1 does not yet die with bubblewrap's other half."""
        if (init := self._wiring.status("child-pid")) is not None:
            tree.send([init], signal.SIGKILL)
        self._monitor.kill()
        os.waitpid(self._monitor.pid, 0)

    def _options(self, numbers: Numbers) -> list[str]:
        """Bubblewrap's options: the seam by which tests leave a guard out."""
        return bwrap_argv.options(
            policy=self.policy, binds=launch.binds(self.mounts), environment=self.env, numbers=numbers, working_directory=self.cwd
        )

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self.kill()
            self.wait()
        finally:
            self._resources.close()

    # ---- what can be seen from outside

    @property
    def pid(self) -> int:
        """Host pid of the box's pid 1, which is bubblewrap's own."""
        return self._init.pid

    def tree(self) -> list[int]:
        """Host pids of all processes in the box, its pid 1 first; empty once it is dead."""
        return [] if self._init.dead() else tree.tree(self.pid)

    @property
    def group(self) -> Cgroup:
        """The box's control group, for what it counts."""
        return self._cgroup

    @property
    def volumes(self) -> Mapping[str, int]:
        """Directory descriptors of what can be written inside, by mount point, good until the `with` block ends."""
        return self._volumes

    def worker_pid(self) -> int | None:
        """Host pid of the program itself; None before it was started and after its end."""
        return next((pid for pid in self.tree() if tree.inner_pid(pid) == 2), None)  # bubblewrap forks it first of all

    @property
    def out(self) -> int | None:
        """Directory descriptor of /out, good until the `with` block ends."""
        return self._volumes.get("/out")

    @property
    def stdout_tail(self) -> bytes:
        """The last that the program printed."""
        return self._wiring.stdout.tail

    @property
    def stderr_tail(self) -> bytes:
        """The last that the program complained."""
        return self._wiring.stderr.tail

    def peak_bytes(self) -> int | None:
        """The highest memory use so far: the group's, or what the watchdog saw."""
        return self._cgroup.peak_bytes() if self._cgroup.kind is not CgroupKind.NONE else self._watchdog.peak_bytes

    # ---- while it runs

    @contextmanager
    def new_output(self) -> Iterator[tuple[int, int]]:
        """Give a new stdout and stderr for another program in the box to be passed in; the tails and their limit begin anew."""
        try:
            yield self._wiring.renew_outputs()
        finally:
            self._wiring.close_writers()

    def pump(self, timeout: float = 0.0) -> None:
        """Drain the output and look at the limits; one exceeded kills the box. Waits at most `timeout` seconds for something to do.

        Between two looks lie 20 ms, so it may be called as often as one likes, and not at all while a reply is timed.
        """
        outputs = (self._wiring.stdout, self._wiring.stderr)
        if timeout > 0:
            readable([self._monitor.handle, *(each.reader for each in outputs if not each.ended)], timeout)
        for each in outputs:
            each.drain()
        now = time.monotonic()
        if self._hit or self._monitor.dead() or now < self._next_look:
            return
        self._next_look = now + LOOK_SECONDS
        if hit := self._look() or self._overtime():
            self._stop(hit)

    def limit_hit(self) -> Cause | None:
        """Look, and say which limit ended the box; None while all is well. The box is already killed then: `wait` has the rest."""
        self.pump()
        return self._hit[0] if self._hit else None

    def poll(self) -> SandboxEnd | None:
        """The end, or None while it runs."""
        self.pump()
        return self.wait() if self._hit or self._monitor.dead() else None

    def wait(self) -> SandboxEnd:
        """Look after the box until its end, thawing it if need be; the wall clock ends it at the latest."""
        self.thaw()
        while self._end is None:
            if self._hit or self._monitor.dead():
                self._end = self._collect()
            else:
                self.pump(LOOK_SECONDS)
        return self._end

    def kill(self) -> None:
        """End the box on purpose, frozen or not."""
        if self._end is None and self._hit is None and not self._monitor.dead():
            self._stop((Cause.KILLED, "by the supervisor"))

    def freeze(self) -> None:
        """Stop every task of the box; returns when all stand still.

        Raises:
            SandboxUnavailable: that could not be confirmed; the box is killed.
        """
        if self._frozen_at is not None:
            return
        self._frozen_at = time.monotonic()
        if not (tree.stop(self.pid) if self._cgroup.kind is CgroupKind.NONE else self._cgroup.freeze()):
            self.kill()
            raise SandboxUnavailable("the box could not be frozen", hint="a task hangs in the kernel: look at `dmesg` and the GPU driver")

    def thaw(self) -> None:
        """Let the box go on; its wall clock stood still meanwhile."""
        if self._frozen_at is None:
            return
        self._frozen_seconds += time.monotonic() - self._frozen_at
        self._frozen_at = None
        if self._cgroup.kind is CgroupKind.NONE:
            tree.resume(self.pid)
        else:
            self._cgroup.thaw()

    # ---- the end

    def _seconds(self) -> float:
        """How long the box has run, the time frozen not counted."""
        return (self._frozen_at or time.monotonic()) - self._started - self._frozen_seconds

    def _look(self) -> tuple[Cause, str] | None:
        written = self._wiring.stdout.total + self._wiring.stderr.total
        if written > self.policy.output_bytes:
            return Cause.OUTPUT, f"more than {self.policy.output_bytes / MIB:g} MiB on stdout and stderr"
        return self._watchdog.look()

    def _overtime(self) -> tuple[Cause, str] | None:
        """Asked only while the box runs: one that ended in time did so, however late that is noticed."""
        return (Cause.TIME, f"more than {self.policy.wall_seconds:g} s") if self._seconds() > self.policy.wall_seconds else None

    def _stop(self, hit: tuple[Cause, str]) -> None:
        """Kill everything: with the box's pid 1 dies its pid namespace.

        A v1-frozen task takes SIGKILL only when it is thawed, but then before it runs on: so all are sent it first.
        """
        self._hit = hit
        if self._frozen_at is not None:
            tree.send(self.tree(), signal.SIGKILL)
        self._init.kill()
        self.thaw()

    def _collect(self) -> SandboxEnd:
        """Make sure that nothing lives, then say how it ended."""
        seconds = self._seconds()
        self._init.kill()  # the program has ended: its daemons end with the pid namespace
        if not (self._init.dead(DEATH_SECONDS) and self._monitor.dead(DEATH_SECONDS)):
            return self._ended(Cause.UNKILLABLE, f"a task did not die within {DEATH_SECONDS:g} s", seconds)
        os.waitpid(self._monitor.pid, 0)
        self._wiring.stdout.drain()
        self._wiring.stderr.drain()
        hit = self._hit or self._look()
        if hit:
            return self._ended(*hit, seconds)
        code = self._wiring.status("exit-code")
        if code is None:
            return self._ended(Cause.UNAVAILABLE, str(explain(self.stderr_tail.decode(errors="replace"))), seconds)
        full = self._watchdog.full_volume() if code else None
        if full:
            return self._ended(Cause.DISK, f"{full} is full", seconds, code=code)
        if code - 128 in signal.valid_signals():  # how bubblewrap, like a shell, reports a signal
            cause = Cause.CPU if code - 128 == signal.SIGXCPU else Cause.SIGNALLED
            return self._ended(cause, signal.strsignal(code - 128) or f"signal {code - 128}", seconds, number=code - 128)
        return self._ended(Cause.EXITED, "", seconds, code=code)

    def _ended(self, cause: Cause, detail: str, seconds: float, *, code: int | None = None, number: int | None = None) -> SandboxEnd:
        return SandboxEnd(
            cause=cause,
            exit_code=code,
            signal=number,
            wall_seconds=seconds,
            cpu_seconds=self._cgroup.cpu_seconds(),
            peak_bytes=self.peak_bytes(),
            stdout=self.stdout_tail,
            stderr=self.stderr_tail,
            detail=detail,
        )

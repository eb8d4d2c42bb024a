"""Bringing a box up to the moment before the stranger's program starts.

Bubblewrap is held at its `--block-fd`, a gate, with all mounts done. While it waits there, the supervisor takes descriptors on the box's
tmpfs (they outlive the box, so `/out` can be read when nobody is left to write it) and sets the resource limits from outside. Set there,
and not before the start, RLIMIT_NPROC counts the tasks of this box alone, not all that run under the same uid.
"""

from __future__ import annotations

import math
import os
import resource
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import SandboxUnavailable
from grader.core.quantity import MIB
from grader.verify.sandbox.bwrap import TRY, explain
from grader.verify.sandbox.cgroup import Cgroup
from grader.verify.sandbox.policy import Mount, Policy
from grader.verify.sandbox.spawn import become, drop_privileges, fork
from grader.verify.sandbox.staging import stage, staged
from grader.verify.sandbox.wiring import Wiring, readable

START_SECONDS = 10.0
LOCKED_BYTES = 8 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A process and its pidfd, which is readable once the process is dead and never means another one."""

    pid: int
    handle: int

    @classmethod
    def of(cls, pid: int, resources: ExitStack) -> Process:
        """Take hold of a living process."""
        handle = os.pidfd_open(pid)
        resources.callback(os.close, handle)
        return cls(pid=pid, handle=handle)

    def dead(self, seconds: float = 0.0) -> bool:
        """Whether it is dead, waiting for that at most so long."""
        return readable([self.handle], seconds)

    def kill(self) -> None:
        """Send SIGKILL."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)


def binds(mounts: Sequence[Mount]) -> list[tuple[str, str]]:
    """(source as bubblewrap sees it, target) pairs: staged where the supervisor is root, else as they are."""
    if os.geteuid() == 0:
        return [(staged(index), mount.target) for index, mount in enumerate(mounts)]
    return [(str(mount.source), mount.target) for mount in mounts]


def start(command: Sequence[str], descriptors: Mapping[int, int], *, policy: Policy, mounts: Sequence[Mount], cgroup: Cgroup) -> int:
    """Start bubblewrap inside `cgroup`, never as root; returns its pid.

    Raises:
        SandboxUnavailable: a guard could not be set up.
    """
    parent = os.getpid()

    def child() -> None:
        for entrance in cgroup.entrances():
            entrance.write_text("0")
        if os.geteuid() == 0:
            stage([mount.source for mount in mounts])
            drop_privileges(policy.uid)
        become(command, descriptors=descriptors, parent=parent)

    try:
        return fork(child)
    except OSError as error:
        raise SandboxUnavailable(f"the box could not be started: {error}", hint=TRY) from error


def await_gate(monitor: Process, wiring: Wiring, resources: ExitStack) -> Process:
    """Wait until bubblewrap stands at the gate; returns the box's pid 1.

    Raises:
        SandboxUnavailable: it gave up, or did not come so far in time.
    """
    end = time.monotonic() + START_SECONDS
    init: Process | None = None
    while time.monotonic() < end:
        if init is None and (pid := wiring.status("child-pid")) is not None:
            with suppress(ProcessLookupError):  # it failed at once: the monitor will say why
                init = Process.of(pid, resources)
        if init is not None and _is_inside(init.pid):
            return init
        if monitor.dead(0.0003):
            wiring.stderr.drain()
            raise explain(wiring.stderr.tail.decode(errors="replace"))
    raise SandboxUnavailable(f"bubblewrap did not set up the box within {START_SECONDS:g} s", hint="look at the load of this machine")


def _is_inside(pid: int) -> bool:
    """Whether the last pivot_root is done: before it, /dev/shm is the host's or missing, while /tmp may be a tmpfs of bubblewrap's own."""
    try:
        theirs = Path(f"/proc/{pid}/root/dev/shm").stat()
    except OSError:
        return False
    ours = Path("/dev/shm")  # noqa: S108 - looked at, not written
    return not ours.exists() or theirs.st_dev != ours.stat().st_dev


def pin(init: Process, policy: Policy, resources: ExitStack) -> dict[str, int]:
    """Open the box's tmpfs; the descriptors keep them alive after the box is gone.

    Raises:
        SandboxUnavailable: one cannot be opened.
    """
    targets = ["/tmp", "/dev/shm", *(["/out"] if policy.out_bytes is not None else [])]  # noqa: S108 - inside
    pinned = {}
    for target in targets:
        try:
            pinned[target] = os.open(f"/proc/{init.pid}/root{target}", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise SandboxUnavailable(f"{target} of the box cannot be held: {error.strerror}", hint=TRY) from error
        resources.callback(os.close, pinned[target])
    return pinned


def limit(init: Process, policy: Policy) -> None:
    """Set the resource limits of the box's pid 1, which all others inherit.

    Raises:
        SandboxUnavailable: the kernel refuses.
    """

    def child() -> None:
        if os.geteuid() == 0:  # root in a container may lack CAP_SYS_RESOURCE, but the box's own uid may always lower its limits
            drop_privileges(policy.uid)
        _lower(init.pid, policy)

    try:
        os.waitpid(fork(child), 0)
    except OSError as error:
        raise SandboxUnavailable(f"the box's limits cannot be set: {error}", hint=TRY) from error


def _lower(pid: int, policy: Policy) -> None:
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NOFILE: policy.open_files,
        resource.RLIMIT_NPROC: 2 * policy.processes + policy.helpers + 2,  # the second line: the group or the watchdog counts exactly
        resource.RLIMIT_MEMLOCK: LOCKED_BYTES if policy.gpu is None else None,
        resource.RLIMIT_FSIZE: policy.file_bytes,
        resource.RLIMIT_AS: policy.address_space_bytes,
        resource.RLIMIT_CPU: None if policy.cpu_seconds is None else math.ceil(policy.cpu_seconds),
    }
    for which, value in wanted.items():
        if value is None:
            continue
        hardest = resource.prlimit(pid, which)[1]
        soft = value if hardest == resource.RLIM_INFINITY else min(value, hardest)
        # a second between SIGXCPU and SIGKILL, so that the end says what it was
        resource.prlimit(pid, which, (soft, soft + 1 if which == resource.RLIMIT_CPU and soft == value else soft))

"""The control group of a box: choosing the best kind that the machine gives, and clearing away what dead supervisors left."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

from grader.core.errors import SandboxUnavailable
from grader.verify.sandbox import cgroupfs, tree
from grader.verify.sandbox.cgroup import Cgroup, NoCgroup
from grader.verify.sandbox.cgroup_v1 import PARENT, CgroupV1, hierarchies
from grader.verify.sandbox.cgroup_v2 import CgroupV2, own_group
from grader.verify.sandbox.policy import CgroupKind, Policy

HINT = (
    "run the supervisor as root, or under `systemd-run --scope -p Delegate=yes`; in a container, mount /sys/fs/cgroup writable"
    "; `grader doctor` tells what is missing"
)


def open_cgroup(name: str, policy: Policy) -> Cgroup:
    """Make the group of a box: v2 where delegated, else v1 where writable, else none.

    Raises:
        SandboxUnavailable: the policy asks for a kind that this machine cannot give.
    """
    reasons = []
    makers = ((CgroupKind.V2, CgroupV2.make), (CgroupKind.V1, CgroupV1.make))
    for kind, make in makers:
        if policy.cgroup in (None, kind):
            try:
                return make(name, policy)
            except OSError as error:
                reasons.append(f"{kind}: {error}")
    if policy.require_cgroup or policy.cgroup not in (None, CgroupKind.NONE):
        raise SandboxUnavailable(f"no control group can be made ({'; '.join(reasons) or 'none was tried'})", hint=HINT)
    return NoCgroup()


def group_name() -> str:
    """A name that tells the sweep whether its owner still lives."""
    return f"grader-{os.getpid()}-{start_time(os.getpid())}-{os.urandom(4).hex()}"


def start_time(pid: int) -> int | None:
    """When a process started, in clock ticks since boot; with the pid it names one process for ever."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except OSError:
        return None


def sweep() -> int:
    """Kill, thaw and remove the groups of supervisors that died without clearing up; returns how many.

    A v1-frozen task does not die with its supervisor: until somebody thaws it, it keeps its memory.
    """
    left = _left_behind()
    for directory in left:
        tree.send(cgroupfs.members(directory), signal.SIGKILL)
        for file, value in (("freezer.state", "THAWED"), ("cgroup.freeze", "0")):
            if (directory / file).exists():
                (directory / file).write_text(value)
        cgroupfs.remove(directory)
    return len({directory.name for directory in left})


def _left_behind() -> list[Path]:
    """Directories of boxes whose supervisor is dead, freezer first: a frozen task cannot leave the others. Only those that are ours."""
    parents = []
    with suppress(OSError):
        parents += [hierarchies()[controller] / PARENT for controller in ("freezer", "pids", "memory", "cpuacct")]
    with suppress(OSError):
        parents.append(own_group())
    found = [directory for parent in parents for directory in sorted(parent.glob("grader-*-*-*"))]
    return [directory for directory in found if not _owner_lives(directory.name) and os.access(directory, os.W_OK)]


def _owner_lives(name: str) -> bool:
    _, pid, started, _ = name.split("-")
    return str(start_time(int(pid))) == started

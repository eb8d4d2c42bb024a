from __future__ import annotations

import os
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from grader.verify.sandbox import VENV_PYTHON, CgroupKind, Mount, Policy, Sandbox, SandboxEnd, python_mounts

MIB = 1 << 20
QUICK = Policy(wall_seconds=20, memory_bytes=128 * MIB, processes=24, tmp_bytes=16 * MIB)

#: the best group that the machine gives, and none: the watchdog
both_kinds = pytest.mark.parametrize("kind", [None, CgroupKind.NONE], ids=["cgroup", "watchdog"])
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="the supervisor is not root")


def with_kind(kind: CgroupKind | None, policy: Policy = QUICK) -> Policy:
    return replace(policy, cgroup=kind)


def box(
    code: str,
    *,
    policy: Policy = QUICK,
    mounts: Sequence[Mount] = (),
    env: Mapping[str, str] | None = None,
    pass_fds: Mapping[int, int] | None = None,
    make: type[Sandbox] = Sandbox,
) -> Sandbox:
    argv = [VENV_PYTHON, "-I", "-S", "-u", "-c", textwrap.dedent(code)]
    return make(argv, policy=policy, mounts=[*python_mounts(), *mounts], env=env, pass_fds=pass_fds)


def run(code: str, *, policy: Policy = QUICK, mounts: Sequence[Mount] = (), env: Mapping[str, str] | None = None) -> SandboxEnd:
    with box(code, policy=policy, mounts=mounts, env=env) as running:
        return running.wait()


def said(code: str, *, policy: Policy = QUICK, mounts: Sequence[Mount] = ()) -> str:
    """What a program that must end well prints."""
    end = run(code, policy=policy, mounts=mounts)
    assert end.exit_code == 0, end
    return end.stdout.decode().strip()


def until(ready: Callable[[], bool], running: Sandbox) -> None:
    """Look after a box until something is true; the box's own wall limit ends the waiting."""
    while not ready():
        running.pump(0.01)
        assert running.poll() is None, running.wait()


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False

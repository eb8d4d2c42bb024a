"""Programs that try a guard, and the machines that can show it."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pytest import MonkeyPatch  # noqa: TC002 - as in guards.py

from grader.verify.sandbox import CgroupKind, Mount, Policy, spawn
from tests.verify.sandbox.support import MIB, QUICK, box, until


def runs(code: str, policy: Policy = QUICK) -> Callable[[], bool]:
    """Whether a program ends well: it does when it got its prize."""

    def won() -> bool:
        with box(code, policy=policy) as running:
            return running.wait().exit_code == 0

    return won


def goes_on() -> bool:
    """Whether a program still runs while it should stand still."""
    code = "import time\nwhile True: open('/out/count', 'a').write('x')"
    with box(code, policy=replace(QUICK, out_bytes=MIB)) as running:
        until(lambda: running.out is not None and "count" in os.listdir(running.out), running)
        running.freeze()
        size = os.stat("count", dir_fd=running.out).st_size
        time.sleep(0.1)
        return os.stat("count", dir_fd=running.out).st_size != size


def reads_inherited(secret: bytes = b"labels") -> bool:
    reading, writing = os.pipe()
    try:
        os.write(writing, secret)
        os.set_inheritable(reading, True)
        return runs(f"import os\nos.set_blocking({reading}, False); assert os.read({reading}, 9) == {secret!r}")()
    finally:
        os.close(reading)
        os.close(writing)


def reads_environment() -> bool:
    os.environ["JOB_SECRET"] = "secret"
    try:
        return runs("import os; os.environ['JOB_SECRET']")()
    finally:
        del os.environ["JOB_SECRET"]


def hands_environment_on(patch: MonkeyPatch) -> None:
    class Loud:
        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        def execve(self, program: str, argv: list[str], environment: dict[str, str]) -> None:
            os.execve(program, argv, dict(os.environ))

    patch.setattr(spawn, "os", Loud())


def reads_roots_file() -> bool:
    """Whether a file that only root may read, in a mount that the box has, can be read."""
    with (
        tempfile.NamedTemporaryFile() as file,
        box("open('/data').read()", mounts=[Mount(source=Path(file.name), target="/data")]) as running,
    ):
        return running.wait().exit_code == 0


def as_root() -> bool:
    return os.geteuid() == 0


def on_x86() -> bool:
    return os.uname().machine == "x86_64"


def grouped() -> bool:
    with box("pass") as running:
        running.wait()
        return running.group.kind is not CgroupKind.NONE


def higher(which: int, value: int) -> bool:
    hardest = resource.getrlimit(which)[1]
    return hardest == resource.RLIM_INFINITY or hardest > value

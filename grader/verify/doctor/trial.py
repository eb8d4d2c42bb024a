"""Starting boxes to see what they hold: one that looks around, and one for each limit that a program may try."""

from __future__ import annotations

import ctypes
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from grader.core.errors import SandboxUnavailable
from grader.core.quantity import MIB
from grader.verify.doctor.probe import Inside, Overdone, Trial
from grader.verify.sandbox import VENV_PYTHON, Cause, Policy, Sandbox, python_mounts, tree
from grader.verify.sandbox.spawn import drop_privileges, fork

#: what the supervisor and the workers import
PACKAGES = ("datasets", "numpy", "PIL", "safetensors", "scipy", "torch", "transformers")

POLICY = Policy(wall_seconds=10, memory_bytes=256 * MIB, processes=32, tmp_bytes=16 * MIB)
TRUE = ("/usr/bin/true",)
MEMORY_MIB, PROCESSES = 64, 16
ROOT_NAMES = ("bin", "sbin", "lib", "lib64", "usr", "etc", "proc", "sys", "dev", "tmp")
ORDINARY_UID = 61_001
PR_SET_DUMPABLE = 4
SILENCE_SECONDS, ANSWER_SECONDS = 0.03, 5.0

GREEDY = f"held = b'x' * ({2 * MEMORY_MIB} << 20); import time; time.sleep(5)"
FORKING = f"import os, time\nfor _ in range({2 * PROCESSES}):\n    os.fork() or time.sleep(5)\ntime.sleep(5)"
TALKING = "import os, time\nwhile True:\n    os.write(3, b'x'); time.sleep(0.0005)"


def try_boxes() -> Trial:
    """Start the boxes, each for a fraction of a second; what fails ends the trial there."""
    trial = Trial(tmp_bytes=POLICY.tmp_bytes)
    try:
        trial = replace(trial, milliseconds=_milliseconds())
        trial = replace(trial, inside=_look_around())
        trial = replace(trial, memory=_take_memory(), processes=_fork())
        freezes, uid = _freezes()
        trial = replace(trial, freezes=freezes, uid=uid)
    except SandboxUnavailable as error:
        return replace(trial, failure=str(error))
    return replace(trial, ordinary=_as_ordinary_user() if os.geteuid() == 0 else None)


def _milliseconds() -> float:
    """The median time from a start to its end, of five; the first finds the caches cold."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        with Sandbox(TRUE, policy=POLICY) as box:
            end = box.wait()
        times.append((time.perf_counter() - start) * 1000)
        if end.exit_code != 0:
            raise SandboxUnavailable(f"/usr/bin/true ended by {end.cause} {end.detail}".strip())
    return statistics.median(times)


def _look_around() -> Inside:
    source = Path(__file__).with_name("inside.py").read_text("utf-8")
    mounts = python_mounts()
    names = [*ROOT_NAMES, *(mount.target.split("/")[1] for mount in mounts)]
    with Sandbox([VENV_PYTHON, "-I", "-B", "-c", source, ",".join(names), ",".join(PACKAGES)], policy=POLICY, mounts=mounts) as box:
        end = box.wait()
    if end.exit_code != 0:
        said = end.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise SandboxUnavailable(f"Python in the box ended by {end.cause} {end.exit_code}: {said or end.detail}")
    return msgspec.json.decode(end.stdout, type=Inside)


def _python(code: str) -> Sequence[str]:
    return [VENV_PYTHON, "-I", "-S", "-B", "-c", code]


def _take_memory() -> Overdone:
    """Take twice what is allowed."""
    with Sandbox(_python(GREEDY), policy=replace(POLICY, memory_bytes=MEMORY_MIB * MIB, wall_seconds=2), mounts=python_mounts()) as box:
        end = box.wait()
    return Overdone(cause=end.cause, limit=MEMORY_MIB, peak=None if end.peak_bytes is None else end.peak_bytes // MIB)


def _fork() -> Overdone:
    """Fork until somebody says no."""
    with Sandbox(_python(FORKING), policy=replace(POLICY, processes=PROCESSES, wall_seconds=2), mounts=python_mounts()) as box:
        end = box.wait()
    return Overdone(cause=end.cause, limit=PROCESSES)


def _freezes() -> tuple[bool, int | None]:
    """Whether a program that writes all the time is silent while frozen and goes on afterwards; and its uid as the host sees it."""
    ours, theirs = os.pipe()
    try:
        with Sandbox(_python(TALKING), policy=POLICY, mounts=python_mounts(), pass_fds={3: theirs}) as box:
            os.set_blocking(ours, False)
            uid = tree.status(box.pid).get("Uid")
            if not _heard(ours, box):
                return False, uid
            box.freeze()
            while _read(ours):
                pass
            time.sleep(SILENCE_SECONDS)
            silent = not _read(ours)
            box.thaw()
            return silent and _heard(ours, box), uid
    finally:
        os.close(ours)
        os.close(theirs)


def _heard(descriptor: int, box: Sandbox) -> bool:
    end = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < end and box.poll() is None:
        if _read(descriptor):
            return True
        time.sleep(0.001)
    return False


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except BlockingIOError:
        return b""


def _as_ordinary_user() -> str:
    """Start a box from a process that has dropped root's rights, as a student does; returns what went wrong, empty for nothing."""
    done, report = os.pipe()

    def child() -> None:
        drop_privileges(ORDINARY_UID)
        # who changes its uid may no longer open its own /proc/self/fd, until it says that there is nothing to hide
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
        try:
            with Sandbox(TRUE, policy=POLICY) as box:
                end = box.wait()
        except SandboxUnavailable as error:
            raise OSError(str(error)) from error
        os.write(report, f"{end.cause} {end.exit_code} {end.detail}".encode())

    try:
        os.waitpid(fork(child), 0)
        os.set_blocking(done, False)
        said = _read(done).decode().strip()
    except OSError as error:
        return str(error)
    finally:
        os.close(done)
        os.close(report)
    return "" if said == f"{Cause.EXITED} 0" else said or "it died without a word"

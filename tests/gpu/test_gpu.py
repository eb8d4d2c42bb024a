"""A box with a GPU, and what NVML tells of it. Not run so far: see README.md."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.sandbox import VENV_PYTHON, Policy, Sandbox, python_mounts
from grader.verify.vram import MARGIN, Gpu

pytestmark = [pytest.mark.gpu, pytest.mark.sandbox]
MIB = 1 << 20
PROGRAM = """
import os, time, torch
torch.zeros(1, device="cuda")
held = []
def take(mib):
    held.append(torch.ones(mib << 18, device="cuda"))
    torch.cuda.synchronize()
def queue(milliseconds):
    "Kernels that take about so long, not waited for."
    a = torch.rand(4096, 4096, device="cuda")
    torch.cuda.synchronize()
    start = time.monotonic(); a @ a; torch.cuda.synchronize(); once = time.monotonic() - start
    for _ in range(max(1, int(milliseconds / 1e3 / once))):
        a @ a
os.write(3, b"r")
while line := os.read(3, 4096):
    exec(line)
    os.write(3, b"d")
"""


class Program:
    def __init__(self, box: Sandbox, ours: socket.socket) -> None:
        self.box, self._ours = box, ours
        assert ours.recv(1) == b"r", box.wait()

    def do(self, line: str) -> None:
        self._ours.send(line.encode())
        assert self._ours.recv(1) == b"d", self.box.wait()


@contextmanager
def program(minor: int) -> Iterator[Program]:
    ours, theirs = socket.socketpair()
    policy = Policy(wall_seconds=300, memory_bytes=8192 * MIB, gpu=minor)
    argv = [VENV_PYTHON, "-I", "-c", PROGRAM]
    with ours, Sandbox(argv, policy=policy, mounts=python_mounts(), pass_fds={3: theirs.fileno()}) as box:
        theirs.close()
        yield Program(box, ours)


def test_a_box_sees_one_gpu_and_its_memory_is_counted_by_nvml(minor: int) -> None:
    with Gpu(minor) as gpu:
        gpu.only(())
        with program(minor) as running:
            running.do("assert torch.cuda.device_count() == 1")
            before = gpu.memory(running.box.tree())
            running.do("take(500)")
            after = gpu.memory(running.box.tree())
            assert before.processes is not None
            assert after.processes is not None
            assert after.processes - before.processes == pytest.approx(500 * MIB, abs=4 * MIB)
            assert after.device - before.device == pytest.approx(500 * MIB, abs=4 * MIB)
            assert after.device - after.processes < MARGIN
        gpu.only(())


def test_a_frozen_box_comes_to_rest_unless_work_is_queued(minor: int) -> None:
    with Gpu(minor) as gpu, program(minor) as running:
        running.do("take(10)")
        running.box.freeze()
        gpu.rest()
        running.box.thaw()
        running.do("queue(10_000)")
        running.box.freeze()
        with pytest.raises(Ended) as caught:
            gpu.rest()
        assert caught.value.ending is Ending.GPU_BUSY


def test_another_program_on_the_gpu_is_found(minor: int) -> None:
    from grader.core.errors import SandboxUnavailable

    with Gpu(minor) as gpu, program(minor) as running, pytest.raises(SandboxUnavailable, match=rf"pid {running.box.tree()[-1]}"):
        gpu.only(())


def test_time_from_outside_agrees_with_cudas_own(minor: int) -> None:
    """A reply that holds the values forces the copy from the device, so nobody has to wait for it explicitly."""
    import time

    timed = """
start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
a = torch.rand(4096, 4096, device="cuda"); a @ a; torch.cuda.synchronize()
start.record()
for _ in range(200): b = a @ a
end.record(); float(b.sum()); torch.cuda.synchronize()
open("/tmp/ms", "w").write(str(start.elapsed_time(end)))
"""
    with program(minor) as running:
        running.do(timed)
        begin = time.monotonic()
        running.do(timed)
        outside = (time.monotonic() - begin) * 1e3
        running.do(f"inside = float(open('/tmp/ms').read()); assert inside <= {outside} <= 1.2 * inside + 50, inside")

"""The meters against programs that take a known amount of memory and processor time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from grader.verify import meters
from grader.verify.sandbox import tree

MIB = 1 << 20

PROGRAM = """
import mmap, sys, time
held = []
def take(mib):
    memory = mmap.mmap(-1, mib << 20)
    for page in range(0, mib << 20, 4096):
        memory[page] = 1
    held.append(memory)
def free():
    held.pop().close()
def spin(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
print("ready", flush=True)
for line in sys.stdin:
    exec(line)
    print("done", flush=True)
"""


class Program:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process, self.pid = process, process.pid

    def do(self, line: str) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"

    def leave(self, line: str) -> None:
        """Have it do something after which it says no more."""
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def peak(self) -> float:
        return meters.peak_bytes([self.pid]) / MIB


@contextmanager
def program() -> Iterator[Program]:
    argv = [sys.executable, "-I", "-S", "-c", PROGRAM]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield Program(process)
        assert process.stdin
        process.stdin.close()


@contextmanager
def gone() -> Iterator[int]:
    with subprocess.Popen(["/bin/true"]) as process:
        pass
    yield process.pid


@pytest.mark.parametrize("mib", [50, 200])
def test_a_known_allocation_is_reported(mib: int) -> None:
    with program() as running:
        running.do("take(1)")  # the first call costs a little itself
        meters.reset_peak([running.pid])
        before = running.peak()
        running.do(f"take({mib})")
        assert running.peak() - before == pytest.approx(mib, abs=0.5)


def test_a_spike_that_is_over_is_still_seen_until_the_reset() -> None:
    with program() as running:
        running.do("take(1)")
        meters.reset_peak([running.pid])
        before = running.peak()
        running.do("take(120); free()")
        assert running.peak() - before == pytest.approx(120, abs=1)
        meters.reset_peak([running.pid])
        assert running.peak() - before == pytest.approx(0, abs=1)


def test_processes_are_summed() -> None:
    with program() as first, program() as second:
        first.do("take(30)")
        apart = meters.peak_bytes([first.pid]) + meters.peak_bytes([second.pid])
        assert meters.peak_bytes([first.pid, second.pid]) == pytest.approx(apart, abs=MIB), "the kernel counts by the page, not exactly"


def test_a_process_that_has_ended_counts_nothing_and_hinders_nothing() -> None:
    with gone() as pid, program() as running:
        meters.reset_peak([pid, running.pid])
        assert meters.peak_bytes([pid]) == 0
        assert meters.peak_bytes([pid, running.pid]) == pytest.approx(meters.peak_bytes([running.pid]), abs=MIB)
        with pytest.raises(OSError, match="Invalid argument"):
            meters.cpu_ns(pid)


def test_a_process_whose_first_thread_has_ended_is_measured_all_the_same() -> None:
    """The kernel shows its memory under its other threads then."""
    with program() as running:
        running.do("import ctypes, os, threading; ready = os.pipe(); take(30)")
        quiet = "os.write(ready[1], b'x'); time.sleep(60); os._exit(0)"
        running.do(f"threading.Thread(target=lambda: exec({quiet!r}, globals())).start(); os.read(ready[0], 1)")
        before = running.peak()
        assert before > 30
        running.leave("ctypes.CDLL(None).pthread_exit(None)")
        while tree.holder(running.pid) == running.pid:
            time.sleep(0.001)
        assert running.peak() == pytest.approx(before, abs=1)
        meters.reset_peak([running.pid])
        assert running.peak() == pytest.approx(before, abs=1)
        os.kill(running.pid, signal.SIGKILL)


def test_a_zombie_counts_nothing() -> None:
    pid = os.posix_spawn("/bin/true", ["true"], {})
    try:
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        meters.reset_peak([pid])
        assert meters.peak_bytes([pid]) == 0
    finally:
        os.waitpid(pid, 0)


def test_the_processors_clock_counts_work_and_not_waiting() -> None:
    with program() as running:
        before = meters.cpu_ns(running.pid)
        running.do("spin(0.2)")
        worked = meters.cpu_ns(running.pid) - before
        assert worked >= 0.2e9
        running.do("time.sleep(0.5)")
        assert meters.cpu_ns(running.pid) - before - worked < 0.5e9  # sleeping is not working, however slow the machine


def test_a_stopped_process_uses_no_processor() -> None:
    with program() as running:
        os.kill(running.pid, signal.SIGSTOP)
        os.waitpid(running.pid, os.WUNTRACED)
        before = meters.cpu_ns(running.pid)
        time.sleep(0.05)
        assert meters.cpu_ns(running.pid) == before
        os.kill(running.pid, signal.SIGCONT)

"""Memory of real boxes: known amounts, spikes, children that have ended, memory that no process maps, and who sees what."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest

from grader.core.measurement import Definition
from grader.core.metric import Metric
from grader.core.quantity import MB
from grader.verify import meters
from grader.verify.footprint import Memory, MemoryMeter, margin_bytes
from grader.verify.sandbox import CgroupKind, Mount, Sandbox
from grader.verify.sandbox.cgroup import NoCgroup
from tests.verify.sandbox.support import MIB, QUICK, as_root, box
from tests.verify.support import Grading, adapter, measured

ROOMY = replace(QUICK, memory_bytes=1200 * MIB, tmp_bytes=256 * MIB)
PROGRAM = """
import mmap, os, time
held = []
def take(mib):
    memory = mmap.mmap(-1, mib << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for page in range(0, mib << 20, 4096):
        memory[page] = 1
    return memory
def child(mib):
    pid = os.fork()
    if not pid:
        take(mib)
        os._exit(0)
    os.waitpid(pid, 0)
def twin():
    "A child that lives, writes to half of the pages that it shares with its parent, and tells when it has."
    ready = os.pipe()
    if not os.fork():
        for page in range(0, len(held[0]) // 2, 4096):
            held[0][page] = 2
        os.write(ready[1], b"x")
        while True:
            time.sleep(1)
    os.read(ready[0], 1)
def memfd(mib):
    file = os.memfd_create("x")
    for _ in range(mib):
        os.write(file, bytes(1 << 20))
    return file
def store(mib):
    with open("/tmp/x", "wb") as file:
        for _ in range(mib):
            file.write(bytes(1 << 20))
def read(path):
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass
def look(path):
    file = open(path, "rb")
    memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    sum(memory[page] for page in range(0, len(memory), 4096))
    return memory
take(1)  # the first call costs a little itself
os.write(3, b"r")
while line := os.read(3, 4096):
    exec(line)
    os.write(3, b"d")
"""


class Boxed:
    """The program in a box, asked line by line."""

    def __init__(self, running: Sandbox, ours: socket.socket) -> None:
        self.running, self._ours = running, ours
        assert ours.recv(1) == b"r", running.wait()

    @property
    def pids(self) -> list[int]:
        return self.running.tree()[1:]

    def do(self, line: str) -> None:
        self._ours.send(line.encode())
        assert self._ours.recv(1) == b"d", self.running.wait()


@contextmanager
def boxed(kind: CgroupKind | None = None, mounts: Sequence[Mount] = ()) -> Iterator[Boxed]:
    ours, theirs = socket.socketpair()
    with ours, box(PROGRAM, policy=replace(ROOMY, cgroup=kind), mounts=mounts, pass_fds={3: theirs.fileno()}) as running:
        theirs.close()
        yield Boxed(running, ours)


def measure(*lines: str, loading: str = "", kind: CgroupKind | None = None, mounts: Sequence[Mount] = ()) -> Memory:
    with boxed(kind, mounts) as program:
        if kind is None and isinstance(program.running.group, NoCgroup):
            pytest.skip("no control group can be made here")
        meter = MemoryMeter(program.running.group, program.running.tree)
        if loading:
            program.do(loading)
        before = meter.loaded(program.pids)
        assert before
        for line in lines:
            program.do(line)
        return meter.answered(program.pids, before)


@pytest.mark.sandbox
@pytest.mark.parametrize("mib", [50, 200, 800])
def test_known_memory_is_measured_within_half_a_megabyte(mib: int) -> None:
    found = measure(f"held.append(take({mib}))")
    assert found.peak - found.loaded == pytest.approx(mib * MIB, abs=0.5 * MB)
    assert (found.loaded_beside, found.beside) == (0, 0)


@pytest.mark.sandbox
def test_a_spike_is_not_missed_and_does_not_reach_over_the_phases() -> None:
    found = measure("take(100)", loading="take(300)")
    assert found.load_peak - found.loaded == pytest.approx(300 * MIB, abs=0.5 * MB)
    assert found.peak - found.loaded == pytest.approx(100 * MIB, abs=0.5 * MB)
    assert (found.loaded_beside, found.beside) == (0, 0)


@pytest.mark.sandbox
@pytest.mark.parametrize("line", ["child(200)", "held.append(memfd(200))", "os.close(memfd(200))", "store(200)"])
def test_what_no_process_has_is_seen_by_the_group(line: str) -> None:
    found = measure(line)
    assert found.peak - found.loaded < 3 * MIB
    assert found.beside is not None
    assert found.beside == pytest.approx(200 * MIB, abs=margin_bytes(200 * MIB))
    assert found.loaded_beside == 0


@pytest.mark.sandbox
def test_what_is_put_beside_the_process_while_it_loads_is_seen_too() -> None:
    found = measure("take(20)", loading="held.append(memfd(100))")
    assert found.loaded_beside is not None
    assert found.beside is not None
    assert found.loaded_beside == pytest.approx(100 * MIB, abs=margin_bytes(100 * MIB))
    assert found.beside == pytest.approx(100 * MIB, abs=margin_bytes(120 * MIB))


@pytest.mark.sandbox
@pytest.mark.parametrize("how", ["read", "look"])
def test_files_are_nobodys_memory_beside_the_processes(how: str) -> None:
    with NamedTemporaryFile() as file:
        file.write(os.urandom(60 << 20))
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), 0o644)
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # the box is who brings it into the cache
        assert measure(f"held.append({how}('/data'))", mounts=[Mount(source=Path(file.name), target="/data")]).beside == 0


@pytest.mark.sandbox
def test_pages_that_a_child_shares_count_once_against_the_group() -> None:
    """As after a fork from a process with all libraries: what the child changes becomes its own."""
    found = measure("twin()", loading="held.append(take(100))")
    assert found.beside == 0
    assert measure("twin()", "child(80)", loading="held.append(take(100))").beside == pytest.approx(80 * MIB, abs=margin_bytes(250 * MIB))


@pytest.mark.sandbox
def test_without_a_group_the_rest_is_said_to_be_unknown() -> None:
    found = measure("child(60)", kind=CgroupKind.NONE)
    assert (found.loaded_beside, found.beside) == (None, None)
    assert found.peak - found.loaded < 3 * MIB


DENIED = """
import ctypes, os, time
from grader.verify.footprint import MemoryMeter
from grader.verify.sandbox.cgroup import NoCgroup
DUMPABLE, prctl = 4, ctypes.CDLL(None).prctl
os.setresuid(61001, 61001, 61001)
for dumpable in (1, 0):
    ready = os.pipe()
    if not (pid := os.fork()):
        prctl(DUMPABLE, dumpable, 0, 0, 0)
        os.write(ready[1], b"r")
        time.sleep(60)
        os._exit(0)
    os.read(ready[0], 1)
    found = MemoryMeter(NoCgroup(), lambda: [pid]).loaded([pid])
    print("measured" if found and found.loaded > 1e6 else found)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
"""


@as_root
def test_a_process_that_shuts_itself_off_is_not_measured() -> None:
    """By a supervisor without rights; the reading goes on."""
    done = subprocess.run([sys.executable, "-c", DENIED], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout.split() == ["measured", "None"]


@pytest.mark.sandbox
def test_a_run_goes_on_when_its_memory_cannot_be_measured(grading: Grading, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pids: list[int]) -> None:
        raise PermissionError(13, "Permission denied")  # what the kernel says in the test above; root is never told so

    monkeypatch.setattr(meters, "reset_peak", refuse)
    found = measured(grading.rows(adapter()).runs.rows[0])
    assert (Metric.CPU_MS, Definition.PER_EXAMPLE) in found
    assert not [metric for metric, _ in found if metric is Metric.RAM_MB]


@pytest.mark.sandbox
def test_memory_beside_the_process_comes_out_of_a_verification(grading: Grading) -> None:
    spike = "pid = os.fork()\nif not pid:\n    held = bytearray(b'x') * (60 << 20)\n    os._exit(0)\nos.waitpid(pid, 0)\n"
    found = measured(grading.rows(adapter(top="import os", predict=spike + "return _base.predict(model, inputs)")).runs.rows[0])
    if (Metric.RAM_MB, Definition.BESIDE) not in found:
        pytest.skip("no control group can be made here")
    assert found[Metric.RAM_MB, Definition.BESIDE].value == pytest.approx(60 * MIB / MB, abs=margin_bytes(60 * MIB) / MB)
    assert found[Metric.RAM_MB, Definition.OVER_IMPORTS].value >= 60 * MIB / MB - 1

"""Control groups themselves. Version 2 runs as far as this machine's unified hierarchy goes; its limits are checked as files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from grader.verify.sandbox import CgroupKind, Policy, cgroup_v2, cgroupfs, groups
from grader.verify.sandbox.cgroup import Cgroup
from grader.verify.sandbox.cgroup_v1 import CgroupV1
from grader.verify.sandbox.cgroup_v2 import CgroupV2

MIB = 1 << 20


def enter(group: Cgroup, code: str) -> subprocess.Popen[bytes]:
    """Start a shell inside a group."""
    places = " ".join(f"echo $$ > {entrance};" for entrance in group.entrances())
    return subprocess.Popen(["/bin/sh", "-c", f"{places} echo in; {code}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


@pytest.fixture(params=["v1", "v2"])
def group(request: pytest.FixtureRequest) -> Iterator[Cgroup]:
    with ExitStack() as end:
        try:
            made: Cgroup
            if request.param == "v1":
                made = CgroupV1.make(groups.group_name(), Policy(memory_bytes=64 * MIB, processes=8))
            else:
                directory = cgroup_v2.own_group() / groups.group_name()
                directory.mkdir()
                made = CgroupV2(directory)
        except OSError as error:
            pytest.skip(str(error))
        end.callback(made.remove)
        yield made


def state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def test_a_group_freezes_and_thaws(group: Cgroup) -> None:
    with enter(group, "while :; do echo x; done") as shell:
        assert shell.stdout is not None
        assert shell.stdout.readline() == b"in\n"
        assert group.freeze()
        os.set_blocking(shell.stdout.fileno(), False)
        while shell.stdout.read(1 << 16):
            pass
        for _ in range(1000):
            assert not shell.stdout.read(1)
        group.thaw()
        os.set_blocking(shell.stdout.fileno(), True)
        assert shell.stdout.read(1)
        shell.kill()


def test_a_group_counts(group: Cgroup) -> None:
    with enter(group, "exit 0") as shell:
        shell.communicate()
    assert not group.memory_exceeded()
    assert not group.processes_exceeded()
    if group.kind is CgroupKind.V1 or (cgroup_v2.own_group() / "cgroup.stat").exists():
        assert (group.cpu_seconds() or 0) >= 0
    if group.kind is CgroupKind.V1:
        assert (group.peak_bytes() or 0) > 0


def test_a_v1_group_kills_for_memory_and_refuses_forks() -> None:
    try:
        group = CgroupV1.make(groups.group_name(), Policy(memory_bytes=16 * MIB, processes=4))
    except OSError as error:
        pytest.skip(str(error))
    with enter(group, "for i in 1 2 3 4 5 6 7 8; do sleep 1 & done 2>/dev/null; wait") as shell:
        shell.communicate()
    assert group.processes_exceeded()
    assert not group.memory_exceeded()
    with enter(group, "exec tail /dev/zero") as shell:
        shell.communicate()
    assert group.memory_exceeded()
    assert 15 * MIB < (group.peak_bytes() or 0) <= 16 * MIB
    group.remove()
    assert not any(entrance.exists() for entrance in group.entrances())


def test_a_v1_group_starts_a_new_peak_and_keeps_the_old_one() -> None:
    try:
        group = CgroupV1.make(groups.group_name(), Policy(memory_bytes=64 * MIB, processes=8))
    except OSError as error:
        pytest.skip(str(error))
    with enter(group, "head -c 20m /dev/zero | tail -c 20m | wc -c") as shell:
        shell.communicate()
    highest = group.peak_bytes() or 0
    assert highest > 20 * MIB
    assert group.begin_phase()
    assert (group.phase_peak_bytes() or 0) < 5 * MIB
    assert group.peak_bytes() == highest
    assert (group.file_bytes() or 0) < 5 * MIB
    assert group.kernel_bytes() is not None
    group.remove()


def test_a_v2_group_without_a_resettable_peak_says_so(tmp_path: Path) -> None:
    """Before Linux 5.19 there is no memory.peak; before 6.12 it cannot be written."""
    group = CgroupV2(tmp_path)
    assert not group.begin_phase()
    assert (group.phase_peak_bytes(), group.file_bytes(), group.kernel_bytes()) == (None, None, None)
    (tmp_path / "memory.stat").write_text("anon 5\nfile 9000\nkernel 300\nshmem 1000\n")
    assert (group.file_bytes(), group.kernel_bytes()) == (8000, 300)


def test_a_v2_group_writes_its_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On plain files: the limits cannot be set where the memory controller is bound to version 1."""
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids")
    (tmp_path / "cgroup.subtree_control").write_text("memory pids")
    monkeypatch.setattr(cgroup_v2, "own_group", lambda: tmp_path)
    CgroupV2.make("box", Policy(memory_bytes=64 * MIB, processes=8))
    written = {path.name: path.read_text() for path in (tmp_path / "box").iterdir()}
    assert written == {"memory.max": str(64 * MIB), "memory.oom.group": "1", "pids.max": "10"}


def test_a_v2_group_reads_its_counters(tmp_path: Path) -> None:
    group = CgroupV2(tmp_path)
    assert (group.peak_bytes(), group.cpu_seconds(), group.memory_exceeded()) == (None, None, False)
    (tmp_path / "memory.peak").write_text("12345\n")
    (tmp_path / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    (tmp_path / "memory.events").write_text("low 0\noom 2\noom_kill 1\n")
    (tmp_path / "pids.events").write_text("max 3\n")
    assert (group.peak_bytes(), group.cpu_seconds()) == (12345, 2.5)
    assert group.memory_exceeded()
    assert group.processes_exceeded()


def test_v2_without_delegation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cgroup.controllers").write_text("hugetlb pids")
    with pytest.raises(OSError, match=r"not delegated.*memory"):
        cgroup_v2.delegate(tmp_path)


def test_a_supervisor_moves_aside_to_hand_controllers_down() -> None:
    try:
        parent = cgroup_v2.own_group() / f"test-{os.getpid()}"
        parent.mkdir()
    except OSError as error:
        pytest.skip(str(error))
    with enter(CgroupV2(parent), "read line") as shell:
        assert shell.stdout is not None
        shell.stdout.readline()
        cgroup_v2.move_aside(parent)
        assert cgroupfs.members(parent) == []
        assert cgroupfs.members(parent / cgroup_v2.LEAF) == [shell.pid]
        shell.kill()
        shell.wait()
    cgroupfs.remove(parent / cgroup_v2.LEAF)
    cgroupfs.remove(parent)
    assert not parent.exists()

"""Freezing, ending, and what outlives a box."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from grader.verify.sandbox import Cause, CgroupKind, Sandbox, groups, sweep, tree
from tests.verify.sandbox.support import MIB, QUICK, as_root, both_kinds, box, lives, until, with_kind

pytestmark = pytest.mark.sandbox

#: three processes, one of them with a second thread and all in sessions of their own, that count as fast as they can into a shared file
COUNTERS = """
    import mmap, os, struct, threading
    fd = os.open('/out/count', os.O_RDWR | os.O_CREAT)
    os.truncate(fd, 4096)
    shared = mmap.mmap(fd, 4096)
    def count(place):
        n = 0
        while True:
            n += 1
            struct.pack_into('Q', shared, 8 * place, n)
    for place in (0, 1):
        if os.fork() == 0:
            os.setsid()
            count(place)
    threading.Thread(target=count, args=(2,)).start()
    count(3)
"""


def counts(running: Sandbox) -> tuple[int, ...]:
    assert running.out is not None
    try:
        file = os.open("count", os.O_RDONLY, dir_fd=running.out)
    except FileNotFoundError:
        return (0, 0, 0, 0)
    data = os.pread(file, 32, 0)
    os.close(file)
    return tuple(int.from_bytes(data[place : place + 8], "little") for place in range(0, 32, 8))


@both_kinds
def test_a_frozen_tree_stands_still_and_a_thawed_one_goes_on(kind: CgroupKind | None) -> None:
    with box(COUNTERS, policy=replace(with_kind(kind), out_bytes=MIB)) as running:
        until(lambda: all(counts(running)), running)
        running.freeze()
        running.freeze()
        before = counts(running)
        time.sleep(0.1)
        assert counts(running) == before
        running.thaw()
        running.thaw()
        until(lambda: all(now > then for now, then in zip(counts(running), before, strict=True)), running)


@both_kinds
def test_a_frozen_box_can_be_killed(kind: CgroupKind | None) -> None:
    with box(COUNTERS, policy=replace(with_kind(kind), out_bytes=MIB)) as running:
        until(lambda: all(counts(running)), running)
        running.freeze()
        before, pids = counts(running), running.tree()
        running.kill()
        assert running.wait().cause is Cause.KILLED
        assert counts(running) == before  # none of them ran on for a moment
        assert not any(map(lives, pids))


@both_kinds
def test_the_wall_clock_stands_still_while_frozen(kind: CgroupKind | None) -> None:
    with box("import time; time.sleep(20)", policy=replace(with_kind(kind), wall_seconds=0.4)) as running:
        running.freeze()
        time.sleep(0.6)
        assert running.limit_hit() is None
        running.thaw()
        assert running.limit_hit() is None
        assert running.wait().cause is Cause.TIME


@both_kinds
def test_waiting_for_a_frozen_box_thaws_it(kind: CgroupKind | None) -> None:
    with box("print('done')", policy=with_kind(kind)) as running:
        running.freeze()
        assert running.wait().exit_code == 0


def test_a_daemon_dies_with_the_program() -> None:
    code = """
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                open('/out/up', 'w')
                while True: open('/out/late', 'a').write('x')
            os._exit(0)
        while not os.path.exists('/out/up'): time.sleep(0.01)
    """
    with box(code, policy=replace(QUICK, out_bytes=4 * MIB)) as running:
        pids: list[int] = []
        while running.poll() is None:
            pids += running.tree()
        assert running.wait().exit_code == 0
        assert not any(map(lives, pids))
        assert running.out is not None
        size = os.stat("late", dir_fd=running.out).st_size
        time.sleep(0.05)
        assert os.stat("late", dir_fd=running.out).st_size == size


def test_out_can_be_read_when_nobody_is_left_to_write_it() -> None:
    code = "import os; os.mkdir('/out/model'); open('/out/model/w', 'wb').write(b'weights'); print('ready'); import time; time.sleep(20)"
    with box(code, policy=replace(QUICK, out_bytes=MIB)) as running:
        until(lambda: b"ready" in running.stdout_tail, running)
        running.kill()
        running.wait()
        assert running.out is not None
        model = os.open("model", os.O_RDONLY | os.O_DIRECTORY, dir_fd=running.out)
        with open("w", "rb", opener=lambda name, flags: os.open(name, flags, dir_fd=model)) as file:
            assert file.read() == b"weights"
        os.close(model)


def test_there_is_no_out_unless_asked_for() -> None:
    with box("import os; print(os.path.exists('/out'))") as running:
        assert running.out is None
        assert running.wait().stdout == b"False\n"


def test_killing_twice_and_after_the_end_changes_nothing() -> None:
    with box("print('done')") as running:
        end = running.wait()
        running.kill()
        running.kill()
        assert running.wait() is end
        assert (end.cause, end.exit_code) == (Cause.EXITED, 0)
        assert running.tree() == []


def test_poll_tells_the_end_once_it_is_there() -> None:
    with box("import sys; sys.exit(5)") as running:
        while (end := running.poll()) is None:
            time.sleep(0.005)
        assert end.exit_code == 5


def test_two_boxes_at_once_do_not_disturb_each_other() -> None:
    with box(COUNTERS, policy=replace(QUICK, out_bytes=MIB)) as first, box(COUNTERS, policy=replace(QUICK, out_bytes=MIB)) as second:
        until(lambda: all(counts(first)) and all(counts(second)), first)
        first.freeze()
        before = counts(first), counts(second)
        until(lambda: all(now > then for now, then in zip(counts(second), before[1], strict=True)), second)
        assert counts(first) == before[0]
        first.kill()
        first.wait()
        assert second.poll() is None


@as_root
def test_a_task_that_does_not_die_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A v1-frozen task that nobody thaws stands for one that hangs in a driver."""
    monkeypatch.setattr("grader.verify.sandbox.box.DEATH_SECONDS", 0.2)
    with box("import time; time.sleep(20)") as running:
        if running._cgroup.kind is not CgroupKind.V1:
            pytest.skip("a frozen task of version 2 can be killed")
        assert running._cgroup.freeze()
        running.kill()
        assert running.wait().cause is Cause.UNKILLABLE
        running._cgroup.thaw()
        os.waitpid(running._monitor.pid, 0)


SUPERVISOR = """
import time
from pathlib import Path
from grader.verify.sandbox import Policy, Sandbox
with Sandbox(["/usr/bin/sleep", "30"], policy=Policy()) as box:
    while (pid := box.worker_pid()) is None or Path(f"/proc/{{pid}}/comm").read_text() != "sleep\\n":
        box.pump(0.01)
    if {frozen}:
        box.freeze()
    print(*box.tree(), flush=True)
    time.sleep(30)
"""


@pytest.mark.parametrize("frozen", [False, True])
def test_a_box_dies_with_its_supervisor(frozen: bool) -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISOR.format(frozen=frozen)], stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        pids = [int(word) for word in supervisor.stdout.readline().split()]
        assert pids
        supervisor.send_signal(signal.SIGKILL)
    end = time.monotonic() + 10
    while any(map(lives, pids)) and time.monotonic() < end:
        sweep()  # a v1-frozen task waits for it
        time.sleep(0.01)
    assert not any(map(lives, pids))


AT_THE_GATE = """
import time
from grader.verify.sandbox import Policy, Sandbox, launch
def hold(init, policy):
    print(init.pid, flush=True)
    time.sleep(30)
launch.limit = hold
with Sandbox(["/usr/bin/sleep", "30"], policy=Policy()):
    pass
"""


def test_a_program_does_not_start_without_its_supervisor() -> None:
    with subprocess.Popen([sys.executable, "-c", AT_THE_GATE], stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout is not None
        init = int(supervisor.stdout.readline())
        supervisor.send_signal(signal.SIGKILL)
    time.sleep(0.3)
    assert tree.tree(init) == [init]
    os.kill(init, signal.SIGKILL)


@as_root
def test_the_sweep_clears_groups_of_dead_supervisors_only() -> None:
    with box("import time; time.sleep(20)") as running:
        with subprocess.Popen([sys.executable, "-c", SUPERVISOR.format(frozen=True)], stdout=subprocess.PIPE) as supervisor:
            assert supervisor.stdout is not None
            supervisor.stdout.readline()
            supervisor.send_signal(signal.SIGKILL)
        mine = f"grader-{supervisor.pid}-"
        assert any(directory.name.startswith(mine) for directory in groups._left_behind())
        assert sweep() >= 1
        assert not any(directory.name.startswith(mine) for directory in groups._left_behind())
        assert running.poll() is None
        assert running.peak_bytes() is not None

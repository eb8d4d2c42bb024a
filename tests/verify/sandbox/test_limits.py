"""Each limit ends the box with its own cause, by the control group and, where there is none, by the watchdog."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from grader.verify.sandbox import Cause, CgroupKind
from tests.verify.sandbox.support import MIB, QUICK, both_kinds, box, run, with_kind

pytestmark = pytest.mark.sandbox

HOLD = "import time; time.sleep(20)"

HUNGRY = {
    "one process": f"kept = []\nwhile True: kept.append(bytearray(b'x' * {4 * MIB}))",
    "its children": f"""
        import os, time
        for _ in range(8):
            if os.fork() == 0:
                kept = bytearray(b'x' * {32 * MIB}); time.sleep(20)
        os.wait()""",
    "a memfd that nobody maps": f"""
        import os
        fd = os.memfd_create('x')
        while True: os.write(fd, b'x' * {MIB})""",
    "shared memory": f"""
        import mmap, time
        kept = mmap.mmap(-1, {400 * MIB})
        while kept.tell() < {400 * MIB}: kept.write(b'x' * {MIB})
        time.sleep(20)""",
}


@both_kinds
@pytest.mark.parametrize("code", HUNGRY.values(), ids=HUNGRY.keys())
def test_memory_of_the_whole_tree(kind: CgroupKind | None, code: str) -> None:
    end = run(code, policy=with_kind(kind))
    assert end.cause is Cause.MEMORY, end
    assert "128 MiB" in end.detail
    assert end.peak_bytes is not None
    assert end.peak_bytes > 100 * MIB


@both_kinds
def test_what_lies_in_tmp_counts_as_memory(kind: CgroupKind | None) -> None:
    fill = f"f = open('/tmp/x', 'wb')\nwhile True: f.write(b'x' * {MIB})"
    end = run(fill, policy=replace(with_kind(kind), tmp_bytes=512 * MIB))
    assert end.cause is Cause.MEMORY, end


def test_pages_that_processes_share_count_once() -> None:
    code = f"""
        import os, time
        kept = bytearray(b'x' * {40 * MIB})
        for _ in range(5):
            if os.fork() == 0: time.sleep(0.3); os._exit(0)
        for _ in range(5): os.wait()"""
    end = run(code, policy=with_kind(CgroupKind.NONE))
    assert end.exit_code == 0, end


@both_kinds
def test_a_fork_bomb(kind: CgroupKind | None) -> None:
    code = """
        import os
        while True:
            try: os.fork()
            except OSError: pass"""
    end = run(code, policy=with_kind(kind))
    assert end.cause is Cause.PROCESSES, end
    assert "24 processes" in end.detail


@both_kinds
def test_threads_are_processes_too(kind: CgroupKind | None) -> None:
    code = """
        import threading, time
        for _ in range(40): threading.Thread(target=time.sleep, args=(20,), daemon=True).start()
        time.sleep(20)"""
    assert run(code, policy=with_kind(kind)).cause is Cause.PROCESSES


@both_kinds
def test_as_many_processes_as_allowed_are_fine(kind: CgroupKind | None) -> None:
    code = f"""
        import os, time
        for _ in range({QUICK.processes} - 1):
            if os.fork() == 0: time.sleep(0.2); os._exit(0)
        time.sleep(0.1)"""
    assert run(code, policy=with_kind(kind)).exit_code == 0


@pytest.mark.parametrize("volume", ["/tmp", "/dev/shm", "/out"])
def test_a_full_volume(volume: str) -> None:
    end = run(f"open('{volume}/x', 'wb').write(b'x' * {20 * MIB})", policy=replace(QUICK, out_bytes=16 * MIB))
    assert (end.cause, end.detail) == (Cause.DISK, f"{volume} is full")
    assert b"No space left on device" in end.stderr


def test_too_many_files() -> None:
    code = "import itertools\nfor number in itertools.count(): open(f'/tmp/{number}', 'w').close()"
    end = run(code, policy=replace(QUICK, files=500))
    assert (end.cause, end.detail) == (Cause.DISK, "more than 500 files in /tmp")


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_endless_output(stream: str) -> None:
    end = run(f"import sys\nwhile True: print('x' * 4000, file=sys.{stream})", policy=replace(QUICK, output_bytes=MIB))
    assert end.cause is Cause.OUTPUT
    assert len(end.stdout + end.stderr) == QUICK.tail_bytes


def test_output_of_a_program_that_ended_before_anyone_looked() -> None:
    with box(f"print('x' * {MIB // 2})", policy=replace(QUICK, output_bytes=MIB // 4)) as running:
        time.sleep(0.2)
        assert running.wait().cause is Cause.OUTPUT


def test_a_program_may_print_a_good_deal_while_nobody_looks() -> None:
    with box(f"print('x' * {MIB // 2})\nopen('/out/done', 'w')", policy=replace(QUICK, out_bytes=MIB)) as running:
        time.sleep(0.5)
        assert running.wait().exit_code == 0


def test_sleeping_for_ever() -> None:
    end = run(HOLD, policy=replace(QUICK, wall_seconds=0.3))
    assert (end.cause, end.detail) == (Cause.TIME, "more than 0.3 s")
    assert end.wall_seconds > 0.3


def test_an_end_in_time_is_in_time_however_late_it_is_noticed() -> None:
    with box("print('done')", policy=replace(QUICK, wall_seconds=0.5)) as running:
        time.sleep(0.8)
        assert running.wait().exit_code == 0


def test_ignoring_signals_does_not_help() -> None:
    code = "import signal, time\nfor n in set(signal.Signals) - {9, 19}: signal.signal(n, signal.SIG_IGN)\ntime.sleep(20)"
    assert run(code, policy=replace(QUICK, wall_seconds=0.3)).cause is Cause.TIME


@both_kinds
def test_cpu_time(kind: CgroupKind | None) -> None:
    end = run("while True: pass", policy=replace(with_kind(kind), cpu_seconds=1))
    assert end.cause is Cause.CPU, end


def test_a_limit_is_seen_while_the_caller_waits_for_a_reply() -> None:
    with box(HOLD, policy=replace(QUICK, wall_seconds=0.2)) as running:
        assert running.limit_hit() is None
        while (cause := running.limit_hit()) is None:
            time.sleep(0.01)
        assert cause is Cause.TIME
        assert running.wait().cause is Cause.TIME


def test_address_space_per_process() -> None:
    end = run("bytearray(1 << 30)", policy=replace(QUICK, address_space_bytes=512 * MIB))
    assert b"MemoryError" in end.stderr


def test_a_file_larger_than_allowed() -> None:
    end = run(f"open('/tmp/x', 'wb').write(b'x' * {2 * MIB})", policy=replace(QUICK, file_bytes=MIB))
    assert b"File too large" in end.stderr


def test_no_core_no_message_queues_few_descriptors() -> None:
    code = """
        import resource as r
        print(r.getrlimit(r.RLIMIT_CORE), r.getrlimit(12), r.getrlimit(r.RLIMIT_NOFILE))"""
    assert run(code, policy=replace(QUICK, open_files=99)).stdout == b"(0, 0) (0, 0) (99, 99)\n"

"""Where worker and supervisor run: on one processor while the worker is asked, and nowhere bound otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course import Course
from grader.verify import cores
from grader.verify.sandbox import Mount
from grader.verify.worker import Worker
from tests.verify.support import LIMITS, MEASURING, SPEC, THRESHOLD, adapter

pytestmark = pytest.mark.sandbox

HELPED = """
import os, threading, time
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
if os.fork() == 0:
    time.sleep(60)
try:
    os.sched_setaffinity(0, {0})
except PermissionError:
    return None
raise RuntimeError("it could choose its processors")
"""


def worker(model: Path, threads: int, code: Path = THRESHOLD) -> Worker:
    mounts = [Mount(source=model, target="/artifact"), Mount(source=code, target="/code/a.py")]
    measuring = replace(MEASURING, threads=threads)
    return Worker(["infer", "/code/a.py", "/artifact", "cpu", SPEC], mounts, limits=LIMITS, measuring=measuring, input_bytes=10)


@pytest.fixture
def model(course: Course) -> Path:
    return course.root / "model"


def test_a_worker_of_one_thread_shares_our_processor_while_it_is_thawed(model: Path) -> None:
    before = os.sched_getaffinity(0)
    with worker(model, 1) as running:
        running.load()
        assert os.sched_getaffinity(running._pid) == before
        running.freeze()
        for _ in range(2):
            running.thaw()
            assert os.sched_getaffinity(0) == os.sched_getaffinity(running._pid) == {cores.chosen()}
            running.freeze()
            assert os.sched_getaffinity(0) == before
        running.thaw()
    assert os.sched_getaffinity(0) == before, "also when it ends in the middle"


def test_helpers_of_a_worker_cannot_work_beside_it(model: Path, tmp_path: Path) -> None:
    """Half of each prediction on another processor would look like a faster model."""
    code = tmp_path / "helped.py"
    code.write_text(adapter(load=HELPED))
    with worker(model, 1, code) as running:
        running.load()
        running.freeze()
        running.thaw()
        tasks = [int(task) for pid in running._pids() for task in os.listdir(f"/proc/{pid}/task")]
        assert len(tasks) >= 3, "itself, its thread, its child"
        assert [os.sched_getaffinity(task) for task in tasks] == [{cores.chosen()}] * len(tasks)


def test_a_worker_of_several_threads_goes_where_it_likes(model: Path) -> None:
    with worker(model, 2) as running:
        running.load()
        running.freeze()
        running.thaw()
        assert os.sched_getaffinity(0) == os.sched_getaffinity(running._pid) == cores.usual()


CHOOSE = "import sys; from grader.verify import cores; cores.TAKEN = sys.argv[1]; print(cores.chosen(), flush=True); input()"


def test_graders_take_one_processor_each_as_long_as_there_are_enough() -> None:
    """The name is one of this test's own: whatever else is graded here takes processors too."""
    taken = f"test-core-{os.getpid()}-{{}}"

    def another() -> tuple[subprocess.Popen[str], int]:
        process = subprocess.Popen([sys.executable, "-c", CHOOSE, taken], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        return process, int(process.stdout.readline())

    last_first = sorted(cores.usual(), reverse=True)
    running = [another() for _ in [*last_first, "one too many"]]
    assert [core for _, core in running] == [*last_first, last_first[0]]
    running.pop(0)[0].communicate("\n")
    running.append(another())
    assert running[-1][1] == last_first[0], "the first has made room"
    for process, _ in running:
        process.communicate("\n")


def test_one_that_has_gone_is_left_out() -> None:
    pid = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(pid, 0)
    cores.share([pid])
    assert os.sched_getaffinity(0) == {cores.chosen()}
    cores.part()
    assert os.sched_getaffinity(0) == cores.usual()

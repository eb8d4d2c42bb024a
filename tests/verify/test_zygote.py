"""Workers forked from one process in one box: what they share, and that one can neither leave nor change anything for the next."""

from __future__ import annotations

import json
import os
import platform
import signal
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import typing_extensions

from grader.core.run import Ending
from grader.course import Limits
from grader.verify import zygote as module
from grader.verify.endings import Ended
from grader.verify.sandbox import Mount
from grader.verify.sandbox.cgroup import NoCgroup
from grader.verify.worker import Worker
from grader.verify.zygote import Zygote
from tests.verify.support import LIMITS, MEASURING

pytestmark = pytest.mark.sandbox

ARGUMENTS = ["/code/a.py", "/artifact", "cpu", json.dumps({"reply": "label", "labels": ["no", "yes"]})]
MIB, ACK = 1 << 20, 4
#: a file of the environment that tests replace by another: whatever a library may do while it is imported
LIBRARY = Path(typing_extensions.__file__).name
NAMES = json.dumps([[LIBRARY.removesuffix(".py"), ""]])


class Nursery:
    """A zygote and a way to get workers of it; `library` is what it imports."""

    def __init__(self, directory: Path, source: str, *, library: str = "", limits: Limits = LIMITS) -> None:
        (directory / "a.py").write_text(textwrap.dedent(source) + "\ndef predict(model, inputs):\n    return [int(bool(model))]\n")
        self.mounts = [Mount(source=directory / "a.py", target="/code/a.py")]
        if library:
            (directory / LIBRARY).write_text(textwrap.dedent(library))
            place = Path("/venv") / Path(typing_extensions.__file__).relative_to(Path(typing_extensions.__file__).parents[3])
            self.mounts.append(Mount(source=directory / LIBRARY, target=str(place)))
        self.limits = limits
        self.zygote = Zygote(NAMES if library else "[]", ARGUMENTS, self.mounts, limits=limits)

    def worker(self) -> Worker:
        arguments = ["infer", *ARGUMENTS]
        return Worker(arguments, self.mounts, limits=self.limits, measuring=MEASURING, input_bytes=100, zygote=self.zygote)

    def start(self) -> bool:
        """Run one start: load, freeze, answer; return what `load` found."""
        with self.worker() as worker:
            worker.load()
            for _ in range(2):
                worker.freeze()
                worker.thaw()
            header = json.dumps([{}]).encode()
            reply = worker.predict(len(header).to_bytes(4, "little") + header, ACK)
            worker.settle()
        return bool(int.from_bytes(reply.payload, "little"))

    @property
    def box(self) -> int:
        """The box's pid 1; 0 when there is none."""
        return self.zygote._box.pid if self.zygote._box else 0


Make = Callable[..., Nursery]


@pytest.fixture(params=[None, NoCgroup], ids=["cgroup", "watchdog"])
def nursery(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    if request.param:
        monkeypatch.setattr("grader.verify.sandbox.box.open_cgroup", lambda name, policy: request.param())
    made: list[Nursery] = []

    def make(source: str, *, library: str = "", limits: Limits = LIMITS) -> Nursery:
        made.append(Nursery(tmp_path, source, library=library, limits=limits))
        return made[-1]

    yield make
    for each in made:
        each.zygote.__exit__(None, None, None)


PLAIN = "def load(path, device):\n    return False\n"


def test_all_workers_are_forked_from_one_process_after_its_imports(nursery: Make) -> None:
    slow = nursery(f"import {LIBRARY[:-3]} as library\ndef load(path, device):\n    return library.here\n", library="here = True")
    boxes, workers = set(), set()
    for _ in range(3):
        assert slow.start()
        boxes.add(slow.box)
        workers.add(slow.zygote.worker)
    assert len(boxes) == 1
    assert boxes != {0}
    assert len(workers) == 3
    assert slow.zygote.everyone()[1:] == [slow.zygote._pid]


LEAVE: Mapping[str, tuple[str, str]] = {
    "a file": ("os.path.exists('/tmp/x')", "open('/tmp/x', 'w')"),
    "a file at home": ("os.listdir(os.environ['HOME'])", "open(os.environ['HOME'] + '/x', 'w')"),
    "no home": ("not os.path.isdir(os.environ['HOME'])", "os.rmdir(os.environ['HOME'])"),
    "a file in shared memory": ("os.listdir('/dev/shm')", "open('/dev/shm/x', 'w')"),
    "directories in a row": (
        "len(os.listdir('/tmp')) > 1",
        ("for _ in range(1500):\n        os.mkdir('/tmp/d') if not os.path.exists('/tmp/d') else None\n        os.mkdir('/tmp/e')\n"
        "        os.rename('/tmp/d', '/tmp/e/d')\n        os.rename('/tmp/e', '/tmp/d')"),
    ),
    "a closed directory": ("len(os.listdir('/tmp')) > 1", "os.makedirs('/tmp/a/b')\n    os.chmod('/tmp/a/b', 0)"),
    "a link to what cannot be written": ("os.path.lexists('/tmp/l')", "os.symlink('/usr', '/tmp/l')"),
    "permissions": ("os.stat('/tmp').st_mode & 0o7777 != 0o1777", "os.chmod('/tmp', 0o700)"),
    "times": ("os.stat('/tmp').st_mtime == 12345", "os.utime('/tmp', (12345, 12345))"),
    "an attribute": (
        "'user.x' in os.listxattr('/tmp')",
        "try:\n        os.setxattr('/tmp', 'user.x', b'1' * 1000)\n    except OSError:\n        pass  # not on this kernel",
    ),
    "a process": (
        "len([name for name in os.listdir('/proc') if name.isdigit()]) > 3",
        ("if os.fork() == 0:\n        os.setsid()\n        for number in signal.valid_signals() - {9, 19, 32, 33}:\n"
        "            signal.signal(number, signal.SIG_IGN)\n        time.sleep(600)"),
    ),
    "processes that multiply": (
        "len([name for name in os.listdir('/proc') if name.isdigit()]) > 3",
        (
            "for _ in range(3):\n        if os.fork() == 0:\n            while True:\n                time.sleep(0.01)\n"
            "                if os.fork() != 0:\n                    os._exit(0)"
        ),
    ),
    "how its pipe is written": ("not os.get_blocking(1)", "os.set_blocking(1, False)"),
}  # fmt: skip


def leaving(look: str, leave: str) -> str:
    imports = "import os, select, signal, socket, time\n"
    return f"{imports}def load(path, device):\n    found = {look}\n    {leave}\n    return found\n"


@pytest.mark.parametrize(("look", "leave"), LEAVE.values(), ids=LEAVE)
def test_what_one_leaves_is_not_there_for_the_next(look: str, leave: str, nursery: Make) -> None:
    made = nursery(leaving(look, leave))
    assert [made.start() for _ in range(3)] == [False] * 3
    # without a control group, processes that multiply while they are stopped may cost the box: the next start gets another
    assert made.box or "os._exit" in leave, "the same box served all"


@pytest.mark.parametrize("name", ["a file", "a file at home", "permissions", "times"])
def test_if_nobody_emptied_the_box_it_would_be_there(name: str, nursery: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "empty", lambda box: None)
    made = nursery(leaving(*LEAVE[name]))
    assert [made.start() for _ in range(2)] == [False, True]


REACH = """
import ctypes, errno, os, resource, signal
libc = ctypes.CDLL(None, use_errno=True)
def refused(result):
    assert result == -1 and ctypes.get_errno() == errno.EPERM, (result, ctypes.get_errno())
def load(path, device):
    held = {name: os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{name}")}
    assert sorted(held) == ["0", "1", "2", "3", "4", "5"], held
    assert held["4"] == held["5"], "the input, and its mapping"
    zygote = os.getppid()
    for name in ("mem", "clear_refs", "oom_score_adj", "comm"):
        try:
            open(f"/proc/{zygote}/{name}", "r+b")
        except OSError as error:
            assert error.errno in (errno.EROFS, errno.EACCES), (name, error)
        else:
            raise AssertionError(name)
    try:
        os.open(f"/proc/{zygote}/fd/3", os.O_RDWR)
    except OSError as error:
        assert error.errno == errno.ENXIO, error
    else:
        raise AssertionError("its socket can be opened")
    refused(libc.ptrace(16, zygote, 0, 0))
    refused(libc.syscall(311, zygote, 0, 0, 0, 0, 0))
    refused(libc.syscall(438, os.pidfd_open(zygote), 3, 0))
    return True
"""


def test_its_memory_and_its_socket_are_out_of_reach(nursery: Make) -> None:
    if platform.machine() != "x86_64":
        pytest.skip("the numbers of the calls are those of x86_64")
    made = nursery(REACH)
    assert made.start()
    before = made.box
    assert made.start()
    assert made.box == before


def test_signals_that_do_not_end_it_do_nothing_and_are_not_kept_for_the_next(nursery: Make) -> None:
    source = """
    import os, signal
    def load(path, device):
        status = dict(line.split(":") for line in open(f"/proc/{os.getppid()}/status"))
        found = int(status["ShdPnd"], 16) & ~(1 << signal.SIGCHLD - 1 | 1 << signal.SIGCONT - 1)
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            os.kill(os.getppid(), number)
        return found
    """
    made = nursery(source)
    assert [made.start() for _ in range(2)] == [False] * 2
    assert made.box == 0, "what waits to be let in could be read"


SYSCALL = "assert ctypes.CDLL(None).syscall({}, os.getppid(), {}) == 0"
#: numbers of x86_64
ATTRIBUTES, DISK_PRIORITY = 314, 251
TAMPER = {
    "its limits": "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (100, 100))",
    "its priority": "os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)",
    "how it is scheduled": "os.sched_setscheduler(os.getppid(), os.SCHED_IDLE, os.sched_param(0))",
    "how its children are": "os.sched_setscheduler(os.getppid(), os.SCHED_OTHER | os.SCHED_RESET_ON_FORK, os.sched_param(0))",
    "its slice": SYSCALL.format(ATTRIBUTES, "struct.pack('<IIQiIQQQ', 48, 0, 0, 0, 0, 100_000, 0, 0), 0"),
    "its priority for disks": f"assert ctypes.CDLL(None).syscall({DISK_PRIORITY}, 1, os.getppid(), (2 << 13) + 7) == 0",
    "its pending signals": "os.kill(os.getppid(), 40)",
    "its children": "ctypes.CDLL(None).syscall(56, 0x8000 | signal.SIGCHLD, 0, 0, 0, 0) or signal.pause()",
}


@pytest.mark.parametrize("line", TAMPER.values(), ids=TAMPER)
def test_one_that_was_touched_is_thrown_away_with_its_box(line: str, nursery: Make) -> None:
    if "syscall" in line and platform.machine() != "x86_64":
        pytest.skip("the numbers of the calls are those of x86_64")
    if "314" in line and tuple(map(int, platform.release().split(".")[:2])) < (6, 12):
        pytest.skip("before Linux 6.12, a process has no slice of its own")
    made = nursery(f"import ctypes, os, resource, signal, struct\ndef load(path, device):\n    {line}\n    return True\n")
    assert made.start()
    assert made.box == 0
    assert made.start(), "in a box of its own, forked from a zygote of its own"


def test_the_empty_worker_stays_the_one_before_which_nobody_ran(nursery: Make) -> None:
    made = nursery("import os\ndef load(path, device):\n    os.setpriority(os.PRIO_PROCESS, os.getppid(), 5)\n")
    made.start()
    first = made.zygote.empty
    assert first
    made.start()
    assert made.zygote.empty is first


def test_one_that_was_stopped_is_thrown_away(nursery: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = nursery("import os, signal\ndef load(path, device):\n    os.kill(os.getppid(), signal.SIGSTOP)\n")
    with made.worker() as worker:
        worker.load()
        monkeypatch.setattr(module, "SECONDS", 1.0)
    monkeypatch.undo()
    made.start()


@pytest.mark.parametrize("nursery", [NoCgroup], ids=["watchdog"], indirect=True)
def test_one_that_we_stop_twice_keeps_its_box(nursery: Make) -> None:
    """As on a busy machine, where not all of a box stand still at the first SIGSTOP."""
    made = nursery(PLAIN)
    made.start()
    box = made.box
    with made.worker() as worker:
        worker.load()
        worker.freeze()
        os.kill(made.zygote._pid, signal.SIGSTOP)
    assert made.box == box != 0
    made.start()


def test_renewed_it_starts_another_box_and_keeps_what_an_empty_worker_takes(nursery: Make) -> None:
    made = nursery("def load(path, device):\n    return 1")
    made.start()
    first, empty = made.box, made.zygote.empty
    made.zygote.renew()
    assert made.box == 0
    made.start()
    assert made.box not in (0, first)
    assert made.zygote.empty == empty


def standing_ready(nursery: Make, source: str) -> Nursery:
    """A zygote that is there: on a busy machine one that does not come up in time is done without."""
    for _ in range(3):
        made = nursery(source)
        with made.worker():
            pass
        if made.box:
            return made
    pytest.fail("no zygote came up in three tries")


def test_whoever_kills_it_ends_its_own_run(nursery: Make) -> None:
    made = standing_ready(
        nursery, "import os, signal, time\ndef load(path, device):\n    os.kill(os.getppid(), signal.SIGKILL)\n    time.sleep(600)\n"
    )
    with made.worker() as worker, pytest.raises(Ended) as caught:
        assert made.box, "without one there is nothing to kill"
        worker.load()
    assert (caught.value.ending, caught.value.facts) == (Ending.CRASHED, {"signal": 9})
    assert made.box == 0


CANNOT_BE_FORKED = {
    "a thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()",
    "a file that stays open": "held = open('/proc/self/status')",
    "memory that is shared": "import mmap\nheld = mmap.mmap(-1, 4096)",
    "a process that goes on": "import os, time\nif os.fork() == 0:\n    time.sleep(600)",
    "an end": "import os\nif 'zygote' in open('/proc/self/cmdline').read():\n    os._exit(3)",
    "a crash": "import os\nif 'zygote' in open('/proc/self/cmdline').read():\n    os.abort()",
    "no end": "import time\nif 'zygote' in open('/proc/self/cmdline').read():\n    time.sleep(600)",
}


@pytest.mark.parametrize("library", CANNOT_BE_FORKED.values(), ids=CANNOT_BE_FORKED)
def test_imports_that_cannot_be_forked_are_done_by_each_worker(library: str, nursery: Make) -> None:
    made = nursery(
        f"import {LIBRARY[:-3]}\ndef load(path, device):\n    return True\n", library=library, limits=replace(LIMITS, load_seconds=3)
    )
    assert made.start()
    assert made.box == 0
    assert made.zygote.empty is None
    assert made.start()


@pytest.mark.parametrize("mib", [50, 200])
def test_what_a_worker_takes_is_counted_over_its_imports(mib: int, nursery: Make) -> None:
    source = f"import mmap\ndef load(path, device):\n    held = mmap.mmap(-1, {mib} << 20, mmap.MAP_PRIVATE)\n"
    source += "    for page in range(0, len(held), 4096):\n        held[page] = 1\n    return held\n"
    found = []
    for body in ("import mmap\n" + PLAIN, source):
        made = nursery(body)
        with made.worker() as worker:
            worker.load()
            memory = worker.memory()
        assert memory
        assert made.zygote.empty
        found.append(memory.loaded - made.zygote.empty.loaded)
    # four readings, and the kernel's counters lag by up to 64 pages for each processor and kind of memory
    assert found[1] - found[0] == pytest.approx(mib * MIB, abs=2e6)


def test_an_empty_worker_has_the_memory_of_one_that_did_the_imports_itself(tmp_path: Path) -> None:
    names = json.dumps([["numpy", ""], ["PIL", "Image"]])
    with Worker(["imports", names], [], limits=LIMITS, measuring=MEASURING, input_bytes=1) as worker:
        worker.load()
        itself = worker.memory()
    made = Nursery(tmp_path, PLAIN)
    with Zygote(names, ARGUMENTS, made.mounts, limits=LIMITS) as zygote:
        made.zygote = zygote
        made.start()
        assert zygote.empty
        assert itself
        assert zygote.empty.loaded == pytest.approx(itself.loaded, abs=3 * MIB)


DROP = """
import ctypes
import numpy
def load(path, device):
    for line in open("/proc/self/maps"):
        words = line.split()
        if words[1] == "r-xp" and words[5:] and words[5].startswith("/"):
            start, end = (int(word, 16) for word in words[0].split("-"))
            assert ctypes.CDLL(None).madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), 4) == 0
"""


@pytest.mark.parametrize("drops", [False, True])
def test_pages_of_libraries_that_a_worker_gives_back_are_not_its_gain(*, drops: bool, tmp_path: Path) -> None:
    made = Nursery(tmp_path, DROP if drops else PLAIN)
    with Zygote(json.dumps([["numpy", ""]]), ARGUMENTS, made.mounts, limits=LIMITS) as zygote:
        made.zygote = zygote
        with made.worker() as worker:
            worker.load()
            memory = worker.memory()
        assert memory
        assert zygote.empty
        assert (memory.loaded < zygote.empty.loaded - 3 * MIB) is drops
        assert memory.loaded + memory.dropped >= zygote.empty.loaded - MIB
        assert (memory.dropped > 0) is drops


BECOME = """
import os, sys
def load(path, device):
    name = sys._getframe(2).f_locals["name"].hex()
    program = "import os, sys; os.write(3, bytes.fromhex(sys.argv[1]) + bytes(4)); os.read(3, 1)"
    os.execv(sys.executable, [sys.executable, "-I", "-S", "-c", program, name])
"""


def test_a_worker_that_becomes_another_program_is_not_spared_the_imports(nursery: Make) -> None:
    made = nursery(BECOME)
    with made.worker() as worker:
        worker.load()
        with pytest.raises(Ended) as caught:
            worker.memory()
    assert (caught.value.ending, caught.value.facts) == (Ending.EXITED, {"code": "-", "error": "execve"})


def test_the_log_is_of_one_worker(nursery: Make) -> None:
    made = nursery(
        "import os, sys\ndef load(path, device):\n    print('loading', file=sys.stderr)\n    assert not os.path.exists('/nowhere')\n"
    )
    made.start()
    with made.worker() as worker:
        worker.load()
        worker._box.pump(0.2)
        assert worker._box.stderr_tail == b"loading\n"
        assert worker._box.stdout_tail == b""


def test_nothing_stays_open(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for library in ("", "import os\nos._exit(1)"):
        made = Nursery(tmp_path, PLAIN, library=library)
        with made.zygote:
            made.start()
            made.start()
        assert len(list(Path("/proc/self/fd").iterdir())) == before

"""Taking more than one's share, or outliving one's turn (29 to 49 of the catalogue), with a control group and with the watchdog alone."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.run import RunEnd
from grader.core.words import Language, catalogue
from grader.review.escape import terminal
from grader.verify.sandbox import Cause, CgroupKind
from grader.verify.wording import ENTRIES
from tests.attacks.scene import Scene
from tests.attacks.script import Note, Script, attempt, told
from tests.verify.sandbox.support import MIB, QUICK, both_kinds, box, until, with_kind
from tests.verify.support import Grading, adapter

pytestmark = pytest.mark.sandbox

LIBC = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
TAKE = f"kept = []\nwhile len(kept) < 80: kept.append(bytearray(b'x' * {4 * MIB}))\nprint('GOT', len(kept) * 4, 'MiB', flush=True)"
MEMORY = (Cause.MEMORY,)

GREEDY = {
    "29 memory under a name that derails parsers": Script(code=LIBC + "libc.prctl(15, b'x) S 1 (\\nRss', 0, 0, 0)\n" + TAKE, causes=MEMORY),
    "29 memory under a name that is no text": Script(code=LIBC + "libc.prctl(15, b'\\xff\\xfe) R 0', 0, 0, 0)\n" + TAKE, causes=MEMORY),
    "31 memory of a process whose first thread has ended": Script(
        code=LIBC
        + f"""
import threading, time
def take():
    kept = []
    while len(kept) < 80: kept.append(bytearray(b'x' * {4 * MIB})); time.sleep(0.005)
    print('GOT', flush=True); os.kill(os.getppid(), 9)
if os.fork() == 0:
    threading.Thread(target=take).start()
    libc.syscall(60, 0)
time.sleep(15)""",
        causes=MEMORY,
    ),
    "33 memory in segments that nobody has attached": Script(
        code=LIBC
        + f"""
libc.shmat.restype = ctypes.c_void_p
for _ in range(10):
    segment = libc.shmget(0, {32 * MIB}, 0o1600)
    if segment < 0: break
    place = libc.shmat(segment, None, 0)
    ctypes.memset(place, 1, {32 * MIB}); libc.shmdt(ctypes.c_void_p(place))
else: print('GOT')"""
    ),
    "33 memory in message queues": Script(
        code=LIBC
        + """
sent = 0
for _ in range(4000):
    queue = libc.msgget(0, 0o1600)
    if queue < 0: break
    while libc.msgsnd(queue, ctypes.create_string_buffer(b'\\1' * 8184), 8176, 0o4000) == 0: sent += 8176
if sent: print('GOT', sent)"""
    ),
    "33 memory of a program that nobody may read": Script(
        code=f"""
import os, shutil, sys
shutil.copy('/bin/sh', '/tmp/sh')
shutil.copy(os.path.realpath(sys.executable), '/tmp/python'); os.chmod('/tmp/python', 0o111)
code = '''
import os, time
kept = []
for _ in range(10):
    kept.append(os.memfd_create('x'))
    for _ in range(32): os.write(kept[-1], b'x' * {MIB}); time.sleep(0.002)
print('GOT', flush=True)
'''
os.execve('/tmp/python', ['/tmp/python', '-I', '-S', '-c', code], {{'PYTHONHOME': sys.base_prefix}})""",
        causes=MEMORY,
        policy=replace(QUICK, tmp_bytes=64 * MIB),
    ),
    "40 processes that nobody buries": Script(
        code="import os, time\nfor _ in range(200):\n    if os.fork() == 0: os._exit(0)\ntime.sleep(15)",
        causes=(Cause.PROCESSES, Cause.EXITED),
    ),
    "43 kernel memory in full pipes": Script(
        code=f"""
import os
held = 0
try:
    while True:
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        try:
            while True: held += os.write(writing, b'x' * 65536)
        except BlockingIOError: pass
except OSError: pass
if held > {64 * MIB}: print('GOT', held)"""
    ),
    "44 files larger than the room for them": Script(
        code=f"""
import os
sparse = os.open('/tmp/sparse', os.O_RDWR | os.O_CREAT)
os.truncate(sparse, 1 << 40)
for size in (1 << 40, 1 << 30, {64 * MIB}):
    try: os.posix_fallocate(sparse, 0, size)
    except OSError: continue
    print('GOT', size)"""
    ),
    "44 a file of memory larger than the memory": Script(
        code="import os\nfile = os.memfd_create('x')\nos.posix_fallocate(file, 0, 1 << 40)\nprint('GOT')", causes=MEMORY
    ),
    "45 hiding from the watchdog": Script(
        code=LIBC + "for option in (4, 35):\n    if libc.prctl(option, 0, 0, 0, 0) == 0: print('GOT', option)", control=True
    ),
    "46 killing everybody": Script(
        code="""
import os, signal
for pid in (VICTIM, SUPERVISOR, os.getppid(), 1):
    try: os.kill(pid, signal.SIGKILL)
    except OSError: pass
try: os.kill(-1, signal.SIGKILL)
except OSError: pass"""
    ),
    "47 the processor for itself": Script(
        code=LIBC
        + """
for name, act in (
    ('a real-time class', lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))),
    ('a higher priority', lambda: os.setpriority(os.PRIO_PROCESS, 0, -20)),
):
    try: act(); print('GOT', name)
    except OSError: pass
if libc.syscall(251, 1, 0, 1 << 13) == 0: print('GOT real-time I/O')
if not OUTSIDE and libc.syscall(227, 0, ctypes.create_string_buffer(16)) == 0: print('GOT the clock')"""
    ),
}  # fmt: skip


@both_kinds
@pytest.mark.parametrize("name", GREEDY)
def test_no_more_is_had_than_is_given(name: str, kind: CgroupKind | None, target: Scene, note: Note) -> None:
    script = GREEDY[name]
    end, won = attempt(script, target, kind)
    note(script.expected, told(end, won))
    assert won == []
    assert end.cause in script.causes, end
    assert (end.peak_bytes or 0) < 4 * script.policy.memory_bytes


def test_outside_a_box_a_watchdog_can_be_blinded(target: Scene) -> None:
    assert target.outside(GREEDY["45 hiding from the watchdog"].code)


def test_33_files_on_their_way_between_processes_are_seen_by_a_control_group_alone(target: Scene) -> None:
    """What is left where there is none: a file that lies in a socket is in no process, and nothing shows it."""
    code = f"""
        import array, os, socket
        ours, theirs = socket.socketpair()
        for _ in range(5):
            file = os.memfd_create('x')
            for _ in range(32): os.write(file, b'x' * {MIB})
            ours.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [file]))])
            os.close(file)
        print('GOT')"""
    with box("pass") as probe:
        grouped = probe._cgroup.kind is not CgroupKind.NONE
    end, won = attempt(Script(code=code), target)
    assert (end.cause, won) == ((Cause.MEMORY, []) if grouped else (Cause.EXITED, ["GOT"])), end


WAKING = {
    "a timer that sends it SIGCONT": """
libc.syscall(222, 1, ctypes.create_string_buffer(struct.pack('<Qii48x', 0, signal.SIGCONT, 0)), ctypes.byref(timer := ctypes.c_int()))
libc.syscall(223, timer, 0, ctypes.create_string_buffer(struct.pack('<qqqq', 0, 10 ** 7, 0, 10 ** 7)), None)""",
    "news of a file that others read, with SIGCONT": """
news = libc.inotify_init1(os.O_NONBLOCK)
libc.inotify_add_watch(news, b'/usr/lib/os-release', 0x21)
libc.fcntl(news, 10, signal.SIGCONT)
fcntl.fcntl(news, fcntl.F_SETOWN, os.getpid())
fcntl.fcntl(news, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)""",
    "processes that beget the next and die": """
for _ in range(4):
    if os.fork() == 0:
        while True:
            if os.fork(): os._exit(0)
            count()""",
}
COUNT = """
import ctypes, fcntl, mmap, os, signal, struct
libc = ctypes.CDLL(None, use_errno=True)
signal.signal(signal.SIGIO, signal.SIG_IGN)
signal.signal(signal.SIGCONT, lambda *arguments: None)  # a timer with an ignored signal rests
file = os.open('/out/count', os.O_RDWR | os.O_CREAT)
os.truncate(file, 4096)
shared = mmap.mmap(file, 4096)
def count(): struct.pack_into('Q', shared, 0, struct.unpack_from('Q', shared)[0] + 1)
"""


@both_kinds
@pytest.mark.parametrize("way", WAKING)
def test_84_nothing_wakes_a_box_that_stands_still(way: str, kind: CgroupKind | None) -> None:
    with box(COUNT + WAKING[way] + "\nwhile True: count()", policy=replace(with_kind(kind), out_bytes=MIB, processes=256)) as running:
        assert running.out is not None

        def counted() -> int:
            try:
                file = os.open("count", os.O_RDONLY, dir_fd=running.out)
            except FileNotFoundError:
                return 0
            with os.fdopen(file, "rb") as opened:
                return int.from_bytes(opened.read(8), "little")

        until(lambda: counted() > 10, running)
        time.sleep(0.05)
        running.freeze()
        before = counted()
        Path("/usr/lib/os-release").read_bytes()
        time.sleep(0.15)
        assert counted() == before


def test_38_words_for_the_runner_do_not_reach_the_job_log(grading: Grading) -> None:
    """A line of a runner's command begins with `::`, an escape sequence with ESC: neither can be in what a run says."""
    orders = r"::set-output name=points::5\n\x1b[2J\x1b]0;x\x07::add-mask::a\r::error::b\n"
    end = grading.end(
        adapter(load=f"import sys\nsys.stderr.write({orders!r}.encode().decode('unicode_escape'))\nraise ValueError('::stop-commands::x')")
    )
    assert isinstance(end, RunEnd)
    assert not {"\x1b", "\x07", "\0"} & set(end.log)
    for language in Language:
        said = catalogue(*ENTRIES)[end.ending].say(end.facts, language, lambda fact: terminal(fact, 300))
        assert len(said.splitlines()) == 1
        assert not said.startswith("::")
        assert said.isprintable()


def test_46_the_supervisor_goes_on(target: Scene) -> None:
    """The signal itself would end this test."""
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: heard.append(number))
    try:
        end, won = attempt(Script(code="import os, signal\ntry: os.kill(SUPERVISOR, signal.SIGTERM)\nexcept OSError: pass"), target)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (heard, won, end.exit_code) == ([], [], 0)

"""Getting out of a box, or getting at what lies outside it (01 to 21 of the catalogue)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader.verify.sandbox import Cause, Mount
from tests.attacks.scene import Scene
from tests.attacks.script import Note, Script, attempt, told
from tests.verify.sandbox.support import box, run, said

pytestmark = pytest.mark.sandbox

LIBC = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
READ = """
def look(*paths):
    for path in paths:
        try: print(open(path, errors='replace').read()[-200:])
        except OSError: pass
import os
"""

ESCAPES = {
    "01 the environment that the supervisor has": Script(code=READ + "print(dict(os.environ))\nlook('/proc/self/environ')"),
    "02 environments and command lines of other processes": Script(
        code=READ
        + "for pid in filter(str.isdigit, os.listdir('/proc')): look(f'/proc/{pid}/environ', f'/proc/{pid}/cmdline', f'/proc/{pid}/maps')"
    ),
    "03 labels by every way to their path": Script(
        code=READ
        + """
ways = ['', '../' * 12, '/proc/self/cwd/' + '../' * 8, '/proc/1/root/', '/proc/self/root/', '/tmp/../', '/usr/../..//']
look(*(way + path for way in ways for path in (HOST + '/labels.json', HOST[1:] + '/labels.json', HOST + '/results.json')))
look('labels.json', '../labels.json', '../../labels.json')"""
    ),
    "04 credentials in home directories": Script(
        code=READ
        + """
homes = [HOST + '/home', os.path.expanduser('~'), os.environ.get('HOME', '/'), '/root', '/home/runner', '/actions-runner', '/github/home']
files = ['.netrc', '.ssh/id_rsa', '.git-credentials', '.config/gh/hosts.yml', '.credentials']
look(*(os.path.join(home, file) for home in homes for file in files))"""
    ),
    "05 sockets of daemons": Script(
        code="""
import glob, socket
others = ['/run/docker.sock', '/var/run/docker.sock', '/run/dbus/system_bus_socket', *glob.glob('/run/**/*sock*', recursive=True)]
for path in [SOCKET, *([] if OUTSIDE else others)]:
    try: socket.socket(socket.AF_UNIX).connect(path)
    except OSError: pass"""
    ),
    "06 descriptors that the supervisor holds": Script(
        code="import os\nfor fd in range(3, 1024):\n    try: print(os.pread(fd, 200, 0))\n    except OSError: pass"
    ),
    "07 roots, directories and descriptors of other processes": Script(
        code=READ
        + """
for pid in (1, 2, 'self', 'thread-self'):
    look(*(f'/proc/{pid}/{way}{HOST}/labels.json' for way in ('root', 'cwd', 'root/..', 'cwd/../../..')))
    try: numbers = os.listdir(f'/proc/{pid}/fd')
    except OSError: continue
    for number in numbers:
        look(f'/proc/{pid}/fd/{number}/{HOST}/labels.json', f'/proc/{pid}/fd/{number}/../../../{HOST}/labels.json')"""
    ),
    "08 a user namespace of its own": Script(
        code=LIBC + "if libc.unshare(0x10000000) == 0: print('GOT a user namespace')"
    ),
    "09 a namespace by the call whose flags no filter can read": Script(
        code=LIBC
        + """
import struct, threading
pid = libc.syscall(435, ctypes.create_string_buffer(struct.pack('<11Q', 0x10000000, 0, 0, 0, 17, *[0] * 6)), 88)
if pid == 0: os._exit(0)
if pid > 0: print('GOT a child in a user namespace')
thread = threading.Thread(target=print, args=('threads work',))
thread.start(); thread.join()"""
    ),
    "10 memory and descriptors of other processes by tracing": Script(
        code=LIBC
        + """
import time
child = os.fork()
if child == 0:
    time.sleep(5); os._exit(0)
handle = os.pidfd_open(child)
for name, result in (('pidfd_getfd', libc.syscall(438, handle, 1, 0)), ('attach', libc.ptrace(16, child, 0, 0))):
    if result >= 0: print('GOT', name)
os.kill(child, 9)"""
    ),
    "12 keystrokes for the operator's terminal": Script(
        code="""
import fcntl, os, termios
places = ['/dev/tty', *os.openpty()]
for place in places:
    try:
        fd = os.open(place, os.O_RDWR) if isinstance(place, str) else place
        fcntl.ioctl(fd, termios.TIOCSTI, b'x'); print('GOT a keystroke')
    except OSError: pass""",
        control=False,  # newer kernels refuse it everywhere
    ),
    "13 notes in the keys that the kernel keeps for a user": Script(
        code=LIBC + "if libc.syscall(248, b'user', b'note', b'hello', 5, -4) >= 0: print('GOT a key')",
        control=False,  # it would stay
    ),
    "14 sockets and calls that pass by the network's walls": Script(
        code=LIBC
        + """
import socket
for family in range(2, 3 if OUTSIDE else 46):
    try: socket.socket(family, socket.SOCK_DGRAM); print('GOT family', family)
    except OSError: pass
    if libc.socketpair(family, 1, 0, ctypes.create_string_buffer(8)) == 0: print('GOT a pair of', family)
parameters = ctypes.create_string_buffer(120)
calls = {'io_uring': (425, 1, parameters), 'bpf': (321, 0, parameters, 120), 'userfaultfd': (323, 1)}
for name, result in [(name, libc.syscall(*call)) for name, call in calls.items()]:
    if result >= 0: print('GOT', name)"""
    ),
    "15 rights by programs that lend them": Script(
        code="""
import os, subprocess
mount = ['mount', '-t', 'tmpfs', 'x', '/tmp']
for command in (['su', 'root', '-c', 'id -u'], ['sudo', '-n', 'id', '-u'], ['newgrp', 'root', '-c', 'id -u'], mount):
    try: done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
    except OSError: continue
    if done.returncode == 0: print('GOT', command, done.stdout)
status = dict(line.split(':\\t', 1) for line in open('/proc/self/status') if ':\\t' in line)
for name in ('CapEff', 'CapPrm', 'CapBnd', 'CapAmb'):
    if int(status[name], 16): print('GOT', name)
if 0 in (os.getuid(), os.geteuid()): print('GOT root')""",
        control=False,  # it would do what it tries
    ),
    "16 raw devices": Script(
        code="""
import os, stat
for name in ('mem', 'kmsg', 'port', 'sda', 'vda', 'nvme0n1', 'kvm', 'fuse', 'loop-control', 'vhost-net', 'net/tun', 'mapper/control'):
    try: os.open('/dev/' + name, os.O_RDONLY); print('GOT', name)
    except OSError: pass
for kind in (stat.S_IFCHR, stat.S_IFBLK):
    try: os.mknod(f'/tmp/{os.urandom(4).hex()}', kind | 0o666, os.makedev(1, 3)); print('GOT a node')
    except OSError: pass""",
        control=False,  # the nodes would stay
    ),
    "17 switches of the machine below /proc and /sys": Script(
        code="""
import os
for path in ('/proc/sys/kernel/core_pattern', '/proc/sys/kernel/modprobe', '/proc/sysrq-trigger', '/proc/sys/vm/drop_caches',
             '/proc/1/oom_score_adj', '/proc/self/uid_map', '/sys/kernel/uevent_helper', '/sys/fs/cgroup/release_agent',
             '/sys/fs/cgroup/cgroup.procs'):
    try: os.close(os.open(path, os.O_WRONLY)); print('GOT', path)
    except OSError: pass""",
        control=False,  # root has these anyway
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ESCAPES)
def test_nothing_of_the_host_is_won(name: str, target: Scene, note: Note) -> None:
    end, won = attempt(ESCAPES[name], target)
    note(ESCAPES[name].expected, told(end, won))
    assert won == []
    assert end.cause in ESCAPES[name].causes, end
    assert (end.exit_code, end.stderr) == (0, b"")


@pytest.mark.parametrize("name", [name for name, script in ESCAPES.items() if script.control])
def test_outside_a_box_the_same_program_wins(name: str, target: Scene) -> None:
    assert target.outside(ESCAPES[name].code)


def test_18_nothing_is_planted_in_what_later_runs_import() -> None:
    name = f"planted_{os.urandom(4).hex()}"
    code = f"""
        import sys
        places = [sys.prefix, sys.prefix + '/bin', '/usr/local/lib', '/venv', '/usr/bin', *(path + '/site-packages' for path in sys.path)]
        for directory in sys.path + places:
            for file in ('{name}.py', '{name}.pth'):
                try: open(directory + '/' + file, 'w').write('import os')
                except OSError: continue
                print('GOT', directory)"""
    assert said(code) == ""
    places = [Path(each) for each in (*sys.path, sys.prefix, sys.base_prefix, "/usr/bin", "/usr/local/lib") if Path(each).is_dir()]
    assert not [place for place in places if list(place.glob(f"{name}*"))]


NOTES = """
    import ctypes, os, socket
    libc = ctypes.CDLL(None, use_errno=True)
    for place in ('/tmp', '/dev/shm', '/tmp/home', '/var/tmp', '/dev/mqueue', '/out', '/run', '/dev', '/'):
        if os.path.exists(place + '/note'): print('GOT', place)
        try: open(place + '/note', 'w').write('x')
        except OSError: pass
    if libc.shmget(0x6E6F7465, 4096, 0) >= 0: print('GOT a segment')
    libc.shmget(0x6E6F7465, 4096, 0o1666)
    if libc.syscall(250, 10, -4, b'user', b'note', 0) >= 0: print('GOT a key')
    libc.syscall(248, b'user', b'note', b'x', 1, -4)
    kept = socket.socket(socket.AF_UNIX)
    try: kept.bind('\\0note')
    except OSError: print('GOT a name')
"""


def test_19_a_note_does_not_reach_the_next_box() -> None:
    assert [run(NOTES).stdout for _ in range(2)] == [b"", b""]


def test_19_a_note_does_not_reach_a_box_at_the_same_time() -> None:
    with box(NOTES + "    import time; print('left', flush=True); time.sleep(20)") as first:
        while b"left" not in first.stdout_tail:
            first.pump(0.01)
        assert run(NOTES).stdout == b""


def test_20_locks_on_a_shared_file_are_seen_by_boxes_at_the_same_time(tmp_path: Path) -> None:
    """What is left of this way: one bit, and only while two boxes live. A run has two: the candidate's and the course's own."""
    file = tmp_path / "shared"
    file.touch()
    tmp_path.chmod(0o755)
    mounts = [Mount(source=file, target="/shared")]
    lock = "import fcntl; fcntl.flock(open('/shared'), fcntl.LOCK_EX | fcntl.LOCK_NB)"
    with box(
        lock.replace("open('/shared')", "kept := open('/shared')") + "; print('held', flush=True); import time; time.sleep(20)",
        mounts=mounts,
    ) as first:
        while b"held" not in first.stdout_tail:
            first.pump(0.01)
        assert b"BlockingIOError" in run(lock, mounts=mounts).stderr
    assert run(lock, mounts=mounts).exit_code == 0, "it ends with the box"


def test_21_of_the_host_a_box_learns_the_places_of_its_own_mounts(target: Scene) -> None:
    code = "import os; print(*(open('/proc/' + name).read() for name in ('self/mountinfo', 'self/cgroup', '1/cmdline')), os.uname())"
    with box(code, mounts=[Mount(source=target.directory / "labels.json", target="/data")]) as running:
        end = running.wait()
    text = end.stdout.decode()
    assert (end.cause, end.exit_code) == (Cause.EXITED, 0)
    assert os.uname().nodename not in text
    assert "grader-" not in next(line for line in text.splitlines() if line.startswith(("0::", "1:")) or ":freezer:" in line)
    assert target.directory.name in text, "the kernel names the sources of mounts: they need neutral names"
    others = [line.split()[3] for line in text.splitlines() if " - " in line and line.split()[4] not in ("/data", "/venv")]
    assert not any(str(Path(sys.prefix)) in each or target.directory.name in each for each in others)

"""The guards of a box as a table: what is tried, and which layers stand against it."""

from __future__ import annotations

import os
import resource
from dataclasses import replace
from functools import partial

from grader.verify.sandbox import CgroupKind, Sandbox, launch, spawn, watchdog
from tests.verify.sandbox.guard_probes import (
    as_root,
    goes_on,
    grouped,
    hands_environment_on,
    higher,
    on_x86,
    reads_environment,
    reads_inherited,
    reads_roots_file,
    runs,
)
from tests.verify.sandbox.guards import LIBC, Guard, attribute, both, call, group_limit, option, rlimit, rule
from tests.verify.sandbox.support import MIB, QUICK

RLIMIT_MSGQUEUE = 12  # linux/resource.h; Python has no name for it

FILTER = option("--seccomp", "N")
ALONE = replace(QUICK, cgroup=CgroupKind.NONE)
TAKE = f"kept = [bytearray(b'x' * {4 * MIB}) for _ in range(50)]\nimport time; time.sleep(0.1)"
MANY = "import os, time\nfor _ in range(120):\n    if os.fork() == 0: time.sleep(0.3); os._exit(0)\ntime.sleep(0.1)"
USER = "assert libc.unshare(0x10000000) == 0"
CLONE3 = """
import struct
pid = libc.syscall(435, ctypes.create_string_buffer(struct.pack('<11Q', 0x10000000, 0, 0, 0, 17, *[0] * 6)), 88)
if pid == 0: os._exit(0)
assert pid > 0
"""
TRACE = """
import time
pid = os.fork()
if pid == 0: time.sleep(1); os._exit(0)
assert libc.ptrace(16, pid, 0, 0) == 0
"""
INT_80 = """
import ctypes, mmap
page = mmap.mmap(-1, 4096, prot=7)
page.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))  # mov eax, getpid; int 0x80; ret
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()
"""
LOCK = f"""
libc.mmap.restype = ctypes.c_void_p
place = libc.mmap(None, {16 * MIB}, 3, 0x22, -1, 0)
assert libc.mlock(ctypes.c_void_p(place), {16 * MIB}) == 0
"""
SPIN = "import time\nend = time.process_time() + 1.4\nwhile time.process_time() < end: pass"


def table(abstract: str, key: int) -> tuple[Guard, ...]:
    """All guards; `abstract` is the name of a socket of the host, `key` that of a segment of System V memory."""
    return (
        Guard(
            name="network namespace",
            won=runs(f"import socket; socket.socket(socket.AF_UNIX).connect('\\0{abstract}')"),
            layers={"--unshare-net": option("--unshare-net")},
        ),
        Guard(
            name="no internet sockets",
            won=runs("import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)"),
            layers={"socket": rule("SOCKET")},
            here=on_x86,
        ),
        Guard(
            name="read-only root",
            won=runs(f"open('/big', 'wb').write(b'x' * {MIB})"),
            layers={"--remount-ro /": option("--remount-ro", "/")},
        ),
        Guard(
            name="read-only /dev",
            won=runs(f"open('/dev/big', 'wb').write(b'x' * {MIB})"),
            layers={"--remount-ro /dev": option("--remount-ro", "/dev")},
        ),
        Guard(
            name="read-only /proc",
            won=runs("open('/proc/self/clear_refs', 'w').write('5')"),
            layers={"--remount-ro /proc": option("--remount-ro", "/proc")},
        ),
        Guard(
            name="sizes of /tmp and /dev/shm",
            won=runs(f"open('/tmp/x', 'wb').write(b'x' * {20 * MIB}); open('/dev/shm/x', 'wb').write(b'x' * {20 * MIB})"),
            layers={"--size": option("--size", str(QUICK.tmp_bytes))},
        ),
        Guard(
            name="size of /out",
            won=runs(f"open('/out/x', 'wb').write(b'x' * {20 * MIB})", replace(QUICK, out_bytes=8 * MIB)),
            layers={"--size": option("--size", str(8 * MIB))},
        ),
        Guard(
            name="number of files",
            won=runs(
                "for number in range(900): open(f'/tmp/{number}', 'w').close()\nimport time; time.sleep(0.1)", replace(QUICK, files=500)
            ),
            layers={"watchdog": attribute(watchdog.Watchdog, "_too_many_files", lambda self: None)},
        ),
        Guard(
            name="pid namespace",
            won=runs(f"import os; os.stat('/proc/{os.getpid()}/status')"),
            layers={"--unshare-pid": option("--unshare-pid")},
        ),
        Guard(
            name="name of the host",
            won=runs(f"import os; assert os.uname().nodename == {os.uname().nodename!r}"),
            layers={"--hostname and --unshare-uts": both(option("--hostname", "box"), option("--unshare-uts"))},
        ),
        Guard(
            name="path of the control group",
            won=runs("assert 'grader-' in open('/proc/self/cgroup').read()"),
            layers={"--unshare-cgroup-try": option("--unshare-cgroup-try")},
            here=grouped,
        ),
        Guard(
            name="System V memory of others",
            won=runs(LIBC + f"assert libc.shmget({key}, 1, 0) >= 0"),
            layers={"--unshare-ipc": option("--unshare-ipc"), "shmget": call("shmget")},
            here=on_x86,
        ),
        Guard(
            name="memory that no process shows",
            won=runs(LIBC + "assert libc.shmget(0, 4096, 0o1600) >= 0"),
            layers={"shmget": call("shmget")},
            here=on_x86,
        ),
        Guard(name="own session", won=runs("import os; assert os.getsid(0) == 0"), layers={"--new-session": option("--new-session")}),
        Guard(
            name="no capabilities",
            won=runs("assert 'CapBnd:\\t0000000000000000' not in open('/proc/self/status').read()"),
            layers={"--cap-drop ALL": option("--cap-drop", "ALL")},
            after="bubblewrap keeps none for a user other than root",
        ),
        Guard(
            name="no namespaces of its own",
            won=runs(LIBC + USER),
            layers={"filter": FILTER, "--disable-userns": option("--disable-userns")},
        ),
        Guard(
            name="no namespaces by clone3",
            won=runs(LIBC + CLONE3),
            layers={"clone3": rule("CLONE3"), "--disable-userns": option("--disable-userns")},
            here=on_x86,
        ),
        Guard(name="no tracing", won=runs(LIBC + TRACE), layers={"ptrace": call("ptrace")}, here=on_x86),
        Guard(
            name="no keys",
            won=runs(LIBC + "assert libc.syscall(248, b'user', b'guard', b'x', 1, -2) >= 0"),
            layers={"add_key": call("add_key")},
            here=on_x86,
        ),
        Guard(
            name="no timers that wake",
            won=runs(LIBC + "assert libc.syscall(222, 1, None, ctypes.byref(ctypes.c_int())) == 0"),
            layers={"timer_create": call("timer_create")},
            here=on_x86,
        ),
        Guard(name="no news that wake", won=runs(LIBC + "assert libc.fcntl(0, 10, 18) == 0"), layers={"fcntl": rule("FCNTL")}, here=on_x86),
        Guard(
            name="nobody hides from the watchdog",
            won=runs(LIBC + "assert libc.prctl(4, 0) == 0"),
            layers={"prctl": rule("PRCTL")},
            here=on_x86,
        ),
        Guard(
            name="no other personality",
            won=runs(LIBC + "assert libc.personality(0x40000) >= 0"),
            layers={"personality": rule("PERSONALITY")},
            here=on_x86,
        ),
        Guard(
            name="no 32-bit calls",
            won=runs(INT_80),
            layers={"filter": FILTER},
            here=on_x86,
        ),
        Guard(
            name="cleared environment",
            won=reads_environment,
            layers={"--clearenv": option("--clearenv"), "an empty one for bubblewrap": hands_environment_on},
        ),
        Guard(name="descriptors closed", won=reads_inherited, layers={"close_range": attribute(spawn, "SYS_CLOSE_RANGE", 24)}, here=on_x86),
        Guard(
            name="a user of its own",
            won=reads_roots_file,
            layers={"drop_privileges": attribute(launch, "drop_privileges", lambda uid: None)},
            here=as_root,
        ),
        Guard(name="memory, by the control group", won=runs(TAKE), layers={"memory": group_limit(memory_bytes=1 << 40)}, here=grouped),
        Guard(
            name="memory, by the watchdog", won=runs(TAKE, ALONE), layers={"look": attribute(watchdog.Watchdog, "look", lambda self: None)}
        ),
        Guard(
            name="processes, by the control group",
            won=runs(MANY),
            layers={"pids": group_limit(processes=1000), "RLIMIT_NPROC": rlimit(resource.RLIMIT_NPROC)},
            here=grouped,
        ),
        Guard(
            name="processes, by the watchdog",
            won=runs(MANY, ALONE),
            layers={"look": attribute(watchdog.Watchdog, "look", lambda self: None), "RLIMIT_NPROC": rlimit(resource.RLIMIT_NPROC)},
        ),
        Guard(name="processor time", won=runs(SPIN, replace(ALONE, cpu_seconds=1)), layers={"RLIMIT_CPU": rlimit(resource.RLIMIT_CPU)}),
        Guard(
            name="open files",
            won=runs("import os\nkept = [os.pipe() for _ in range(100)]", replace(QUICK, open_files=99)),
            layers={"RLIMIT_NOFILE": rlimit(resource.RLIMIT_NOFILE)},
            here=partial(higher, resource.RLIMIT_NOFILE, 300),
        ),
        Guard(
            name="size of a file",
            won=runs(f"import os\nos.truncate(os.memfd_create('x'), {8 * MIB})", replace(QUICK, file_bytes=4 * MIB)),
            layers={"RLIMIT_FSIZE": rlimit(resource.RLIMIT_FSIZE)},
        ),
        Guard(
            name="addresses",
            won=runs(f"import mmap\nmmap.mmap(-1, {1 << 30})", replace(QUICK, address_space_bytes=512 * MIB)),
            layers={"RLIMIT_AS": rlimit(resource.RLIMIT_AS)},
        ),
        Guard(
            name="locked memory",
            won=runs(LIBC + LOCK),
            layers={"RLIMIT_MEMLOCK": rlimit(resource.RLIMIT_MEMLOCK)},
            here=partial(higher, resource.RLIMIT_MEMLOCK, 16 * MIB),
        ),
        Guard(
            name="no core files",
            won=runs("import resource; assert resource.getrlimit(resource.RLIMIT_CORE)[1]"),
            layers={"RLIMIT_CORE": rlimit(resource.RLIMIT_CORE)},
            here=partial(higher, resource.RLIMIT_CORE, 0),
        ),
        Guard(
            name="no message queues",
            won=runs("import resource; assert resource.getrlimit(12)[1]"),
            layers={"RLIMIT_MSGQUEUE": rlimit(RLIMIT_MSGQUEUE)},
            here=partial(higher, RLIMIT_MSGQUEUE, 0),
        ),
        Guard(
            name="wall clock",
            won=runs("import time; time.sleep(0.6)", replace(QUICK, wall_seconds=0.3)),
            layers={"_overtime": attribute(Sandbox, "_overtime", lambda self: None)},
        ),
        Guard(
            name="amount of output",
            won=runs(f"print('x' * {2 * MIB})\nimport time; time.sleep(0.1)", replace(QUICK, output_bytes=MIB)),
            layers={"_look": attribute(Sandbox, "_look", lambda self: self._watchdog.look())},
        ),
        Guard(name="standing still", won=goes_on, layers={"freeze": attribute(Sandbox, "freeze", lambda self: None)}),
    )

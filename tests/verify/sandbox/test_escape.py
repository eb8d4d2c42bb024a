"""What a program in a box must not reach. Each probe prints what it got; a box lets it get nothing."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from grader.verify.sandbox import Cause, Mount
from tests.verify.sandbox.support import run, said

pytestmark = pytest.mark.sandbox


def test_the_root_holds_what_was_given_and_nothing_else() -> None:
    code = "import os; print(*sorted(set(os.listdir('/')) - {'root', 'opt', 'home'})); print(*sorted(os.listdir('/etc')))"
    top, etc = said(code, mounts=[Mount(source=Path(__file__), target="/data/x")]).splitlines()
    assert top.split() == ["bin", "data", "dev", "etc", "lib", "lib64", "proc", "sbin", "sys", "tmp", "usr", "venv"]
    assert set(etc.split()) <= {"alternatives", "group", "hosts", "ld.so.cache", "nsswitch.conf", "passwd"}


def test_files_of_the_host_are_out_of_reach(tmp_path: Path) -> None:
    labels = tmp_path / "labels.json"
    labels.write_text("secret")
    code = f"""
        import os
        ways = [''] + [f'/proc/{{pid}}/{{way}}' for pid in (1, 2, 'self', 'thread-self') for way in ('root', 'cwd', 'cwd/../../..')]
        for way in ways:
            for path in ('{labels}', '/etc/shadow', '/root/.ssh', '/boot', '/run/docker.sock', '/var/run', '/sys/kernel'):
                try: os.stat(way + path)
                except OSError: continue
                print('GOT', way + path)
        for pid in (1, 2):
            try: names = os.listdir(f'/proc/{{pid}}/fd')
            except OSError: continue
            for name in names:
                try: target = os.readlink(f'/proc/{{pid}}/fd/{{name}}')
                except OSError: continue
                if not target.startswith(('pipe:', '/dev/null', 'anon_inode:', '/proc')): print('GOT', pid, target)
    """
    assert said(code) == ""


@pytest.mark.parametrize("place", ["/", "/dev", "/etc", "/usr", "/proc", "/venv", "/data", "/sys", "/tmp/../dev/mqueue"])
def test_only_the_sized_volumes_can_be_written(place: str, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    code = f"""
        import os
        for act in (lambda: open('{place}/new', 'w'), lambda: os.mkdir('{place}/new'), lambda: os.chmod('{place}', 0o777)):
            try: act()
            except OSError: continue
            print('GOT')
    """
    assert said(code, mounts=[Mount(source=tmp_path, target="/data")]) == ""
    assert list(tmp_path.iterdir()) == []


def test_proc_is_read_only_so_the_memory_peak_cannot_be_reset() -> None:
    code = """
        for name, text in (('clear_refs', '5'), ('oom_score_adj', '-1'), ('comm', 'bwrap'), ('timerslack_ns', '1')):
            try: open(f'/proc/self/{name}', 'w').write(text)
            except OSError: continue
            print('GOT', name)
        for path in ('/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/sys/fs/cgroup/cgroup.procs'):
            try: open(path, 'w').write('x')
            except OSError: continue
            print('GOT', path)
    """
    assert said(code) == ""


def test_processes_of_the_host_are_not_seen() -> None:
    assert said("import os; print(*sorted((int(n) for n in os.listdir('/proc') if n.isdigit())))") == "1 2"


def test_there_is_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind(f"\0grader-{os.getpid()}")
        abstract.listen()
        code = f"""
            import socket
            tries = [(socket.AF_INET, kind, ('127.0.0.1', {server.getsockname()[1]})) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)]
            tries += [(socket.AF_UNIX, socket.SOCK_STREAM, '\\0grader-{os.getpid()}')]
            for family, kind, address in tries:
                try: socket.socket(family, kind).connect(address)
                except OSError: continue
                print('GOT', address)
            for family in (2, 10, 16, 17, 31, 38, 40):
                try: socket.socket(family, socket.SOCK_STREAM)
                except OSError: continue
                print('GOT family', family)
            print(*(line.split(':')[0].strip() for line in open('/proc/net/dev').readlines()[2:]))
        """
        assert said(code) == "lo"


def test_a_unix_socket_inside_works() -> None:
    code = "import socket; a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1)); socket.socket(socket.AF_UNIX).bind('/tmp/s')"
    assert said(code) == "b'x'"


def test_no_capabilities_and_no_way_to_new_privileges() -> None:
    lines = said("print(open('/proc/self/status').read())").splitlines()
    status = dict(line.split(":\t") for line in lines if ":\t" in line)
    assert {status[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")


#: number on x86_64, arguments; refused with EPERM, or ENOSYS where said
CALLS = {
    "unshare user": (272, (0x10000000,), 1),
    "unshare net": (272, (0x40000000,), 1),
    "unshare time": (272, (0x80,), 1),
    "clone user": (56, (0x10000011, 0, 0, 0, 0), 1),
    "clone3": (435, (0, 0), 38),
    "ptrace": (101, (16, 1, 0, 0), 1),
    "process_vm_readv": (310, (1, 0, 0, 0, 0, 0), 1),
    "mount": (165, (0, 0, 0, 0, 0), 1),
    "keyctl": (250, (0, 0, 0, 0, 0), 1),
    "bpf": (321, (0, 0, 0), 1),
    "io_uring_setup": (425, (1, 0), 1),
    "userfaultfd": (323, (0,), 1),
    "perf_event_open": (298, (0, 0, 0, 0, 0), 1),
    "open_by_handle_at": (304, (0, 0, 0), 1),
    "personality": (135, (0x0040000,), 1),
    "TIOCSTI": (16, (0, 0x5412, 0), 1),
    "PR_SET_DUMPABLE": (157, (4, 0, 0, 0, 0), 1),
    "mknod device": (133, (0, 0o020666, 0x101), 1),
    "of the future": (470, (), 38),
    "x32": (0x40000000 | 101, (16, 1, 0, 0), 38),
}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers are those of x86_64")
@pytest.mark.parametrize(("number", "arguments", "error"), CALLS.values(), ids=CALLS.keys())
def test_system_calls_that_are_refused(number: int, arguments: tuple[int, ...], error: int) -> None:
    code = f"""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.syscall({number}, *{arguments!r}), ctypes.get_errno())
    """
    assert said(code) == f"-1 {error}"


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the 32-bit table of x86")
def test_the_32_bit_door_kills() -> None:
    code = """
        import ctypes, mmap
        page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        page.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))  # mov eax, getpid; int 0x80; ret
        print('GOT', ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())
    """
    end = run(code)
    assert (end.cause, end.signal, end.stdout) == (Cause.SIGNALLED, signal.SIGSYS, b"")


def test_notes_for_the_next_run_do_not_arrive() -> None:
    leave = "for place in ('/tmp', '/dev/shm', '/tmp/home'): open(place + '/note', 'w').write('x')"
    find = "import os; print([place for place in ('/tmp', '/dev/shm', '/tmp/home') if os.path.exists(place + '/note')])"
    assert run(leave).exit_code == 0
    assert said(find) == "[]"


@pytest.mark.parametrize("program", ["su", "mount", "bwrap", "unshare"])
def test_programs_of_the_host_that_grow_rights_do_not(program: str) -> None:
    arguments = {"su": ["root", "-c", "id"], "mount": ["--bind", "/usr", "/tmp"], "bwrap": ["--ro-bind", "/", "/", "id"]}
    command = [program, *arguments.get(program, ["--user", "id"])]
    code = f"""
        import subprocess
        try: done = subprocess.run({command!r}, stdin=subprocess.DEVNULL, capture_output=True)
        except OSError: print('refused')
        else: print('refused' if done.returncode else done.stdout)
    """
    assert said(code) == "refused"

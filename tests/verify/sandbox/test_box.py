from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from grader.verify.sandbox import Cause, Mount, Policy, Sandbox, cgroupfs
from grader.verify.sandbox.cgroup_v1 import PARENT
from tests.verify.sandbox.support import QUICK, as_root, box, run, said

pytestmark = pytest.mark.sandbox


def test_a_program_runs_and_its_end_is_told() -> None:
    end = run("print('hello'); import sys; print('oh', file=sys.stderr); sys.exit(3)")
    assert (end.cause, end.exit_code, end.signal) == (Cause.EXITED, 3, None)
    assert (end.stdout, end.stderr) == (b"hello\n", b"oh\n")
    assert 0 < end.wall_seconds < QUICK.wall_seconds


def test_a_crash_is_told_by_its_signal() -> None:
    end = run("import os; os.kill(os.getpid(), 11)")
    assert (end.cause, end.exit_code, end.signal) == (Cause.SIGNALLED, None, signal.SIGSEGV)


def test_a_signal_without_a_name_is_told_too() -> None:
    assert run("import os; os.kill(os.getpid(), 40)").signal == 40


@pytest.mark.parametrize("code", [1, 127, 128, 200, 255])
def test_high_exit_codes_are_no_signals(code: int) -> None:
    assert run(f"raise SystemExit({code})").exit_code == code


def test_only_the_tail_of_the_output_is_kept() -> None:
    end = run("print('a' * 100_000); print('the end')", policy=Policy(tail_bytes=64))
    assert len(end.stdout) == 64
    assert end.stdout.endswith(b"aaa\nthe end\n")


def test_the_environment_is_the_base_and_what_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    end = run("import os; print(*sorted(os.environ)); print(open('/proc/1/environ').read() or 'empty')", env={"SEED": "7"})
    names, init = end.stdout.decode().split("\n")[:2]
    assert names == "HOME LANG PATH PWD SEED TMPDIR USER"
    assert init == "empty"


def test_descriptors_arrive_at_their_numbers_and_no_others_do() -> None:
    leak = os.open("/", os.O_RDONLY)
    os.set_inheritable(leak, True)
    request, ours = os.pipe()
    theirs, reply = os.pipe()
    code = """
        import os
        print(*sorted(int(name) for name in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' + name)))
        os.write(4, os.read(3, 5)[::-1])
    """
    with box(code, pass_fds={3: request, 4: reply}) as running:
        os.close(request)
        os.close(reply)
        os.write(ours, b"abcde")
        assert os.read(theirs, 5) == b"edcba"
        end = running.wait()
        assert os.read(theirs, 1) == b""
    assert end.stdout.split() == b"0 1 2 3 4".split()
    for descriptor in (leak, ours, theirs):
        os.close(descriptor)


def test_descriptors_can_swap_numbers() -> None:
    first, second = os.memfd_create("first"), os.memfd_create("second")
    os.write(first, b"first")
    os.write(second, b"second")
    low, high = sorted((first, second))
    if high >= 32:
        pytest.skip("this process has too many descriptors open")
    with box(f"import os; print(os.pread({low}, 9, 0), os.pread({high}, 9, 0))", pass_fds={low: second, high: first}) as running:
        assert running.wait().stdout == b"b'second' b'first'\n"
    os.close(first)
    os.close(second)


def test_the_box_is_nobody_and_knows_no_host_names(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("x")
    code = """
        import os
        print(os.getuid(), os.getgid(), os.getgroups(), os.uname().nodename)
        print(open('/proc/1/cmdline').read().split('\\0')[1])
        assert 'given' not in open('/proc/1/cmdline').read().split('--')[1]
    """
    identity, first = said(code, mounts=[Mount(source=tmp_path / "given", target="/data/x")]).splitlines()
    assert identity.split()[:2] == ["1000", "1000"]
    assert identity.endswith(" box")
    assert first == "--args"


@as_root
def test_a_root_supervisor_gives_the_box_a_uid_of_its_own() -> None:
    with box("import time; time.sleep(9)", policy=Policy(uid=61_007)) as running:
        status = Path(f"/proc/{running.pid}/status").read_text()
        assert "Uid:\t61007\t61007\t61007\t61007" in status


def test_sources_below_a_private_directory_are_seen(tmp_path: Path) -> None:
    private = tmp_path / "private"
    (private / "data").mkdir(parents=True)
    (private / "data" / "file").write_text("inside")
    private.chmod(0o700)
    mounts = [Mount(source=private / "data", target="/data"), Mount(source=private / "data" / "file", target="/one")]
    assert said("print(open('/data/file').read(), open('/one').read())", mounts=mounts) == "inside inside"
    assert private.stat().st_mode & 0o777 == 0o700


def test_the_program_itself_can_be_told_from_the_boxs_first_process() -> None:
    with box("import time; print('up'); time.sleep(9)") as running:
        while b"up" not in running.stdout_tail:
            running.pump(0.01)
        worker = running.worker_pid()
        assert worker is not None
        assert running.tree() == [running.pid, worker]
        assert b"python" in Path(f"/proc/{worker}/cmdline").read_bytes()
        running.kill()
        running.wait()
        assert running.worker_pid() is None


def test_nothing_is_left_behind() -> None:
    open_before = sorted(os.listdir("/proc/self/fd"))
    with box("import time; time.sleep(9)") as running:
        pids = running.tree()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert sorted(os.listdir("/proc/self/fd")) == open_before
    groups = [point / PARENT for point, _ in cgroupfs.mounts("cgroup")]
    assert not [group for parent in groups for group in parent.glob(f"grader-{os.getpid()}-*")]


def test_an_error_of_the_supervisor_ends_the_box() -> None:
    with pytest.raises(KeyError), box("import time; time.sleep(9)") as running:
        raise KeyError("ours")
    assert running.wait().cause is Cause.KILLED


def test_a_program_that_is_not_there_is_told() -> None:
    with Sandbox(["/usr/bin/no-such-program"], policy=QUICK) as running:
        end = running.wait()
    assert end.cause is Cause.UNAVAILABLE  # ours: nothing of the stranger ran
    assert "execvp /usr/bin/no-such-program" in end.detail


@pytest.mark.parametrize("target", ["relative", "/up/../and/down"])
def test_a_mount_has_an_absolute_target(target: str) -> None:
    with pytest.raises(ValueError, match="absolute"):
        Mount(source=Path("/"), target=target)
    with pytest.raises(ValueError, match="absolute"):
        Mount(source=Path("relative"), target="/data")


@pytest.mark.parametrize("number", [0, 2, 64])
def test_some_numbers_are_taken(number: int) -> None:
    with pytest.raises(ValueError, match="numbers inside a box"), box("", pass_fds={number: 0}):
        pass

"""A guard that cannot be set up ends everything before a stranger's line runs, and says what to do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from grader.core.errors import SandboxUnavailable
from grader.verify.sandbox import CgroupKind, Mount, Policy, Sandbox, bwrap, cgroupfs, find_bwrap, groups, launch
from grader.verify.sandbox.launch import Process
from tests.verify.sandbox.support import as_root, lives


def pretend(monkeypatch: pytest.MonkeyPatch, directory: Path, *, version: str = "bubblewrap 0.8.0", then: str = "exit 0") -> None:
    """Put a program in bubblewrap's place that knows its version and then does something else."""
    program = directory / "bwrap"
    program.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then echo {version}; exit 0; fi\n{then}\n')
    program.chmod(0o755)
    monkeypatch.setenv("GRADER_BWRAP", str(program))


def start(policy: Policy | None = None, mounts: tuple[Mount, ...] = ()) -> SandboxUnavailable:
    with pytest.raises(SandboxUnavailable) as caught, Sandbox(["/usr/bin/true"], policy=policy or Policy(), mounts=mounts):
        pytest.fail("it started")
    return caught.value


def test_no_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_BWRAP", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    error = start()
    assert "not installed" in str(error)
    assert "apt install bubblewrap" in error.hint


@pytest.mark.parametrize("version", ["bubblewrap 0.6.1", "bubblewrap 0.7.0"])
def test_an_old_bubblewrap(monkeypatch: pytest.MonkeyPatch, open_directory: Path, version: str) -> None:
    pretend(monkeypatch, open_directory, version=version)
    assert "too old" in str(start())


def test_something_else_in_its_place(monkeypatch: pytest.MonkeyPatch, open_directory: Path) -> None:
    pretend(monkeypatch, open_directory, version="coreutils 9.1")
    assert "is not bubblewrap" in str(start())
    monkeypatch.setenv("GRADER_BWRAP", str(open_directory / "missing"))
    assert "does not run" in str(start())


@pytest.mark.parametrize("version", ["bubblewrap 0.8.0", "bubblewrap 0.11.0", "bubblewrap 1.0.0"])
def test_new_ones_will_do(monkeypatch: pytest.MonkeyPatch, open_directory: Path, version: str) -> None:
    pretend(monkeypatch, open_directory, version=version)
    assert find_bwrap() == open_directory / "bwrap"


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("bwrap: setting up uid map: Permission denied", "apparmor"),
        ("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "apparmor"),
        ("bwrap: No permissions to create new namespace, likely because the kernel does not allow it", "max_user_namespaces"),
        ("bwrap: Creating new namespace failed: Operation not permitted", "max_user_namespaces"),
        ("bwrap: prctl(PR_SET_SECCOMP): Invalid argument", "CONFIG_SECCOMP_FILTER"),
        ("bwrap: something else", "bwrap --unshare-all"),
        ("", "bwrap --unshare-all"),
    ],
)
def test_bubblewrap_gives_up(monkeypatch: pytest.MonkeyPatch, open_directory: Path, said: str, hint: str) -> None:
    pretend(monkeypatch, open_directory, then=f"echo '{said}' >&2; exit 1")
    error = start()
    assert said in str(error)
    assert hint in error.hint


def test_the_hint_is_apparmors_where_apparmor_forbids(monkeypatch: pytest.MonkeyPatch, open_directory: Path) -> None:
    switch = open_directory / "switch"
    switch.write_text("1\n")
    monkeypatch.setattr(bwrap, "APPARMOR_SWITCH", switch)
    assert "apparmor_parser" in bwrap.explain("bwrap: No permissions to create new namespace").hint


@pytest.mark.sandbox
def test_a_source_that_is_not_there() -> None:
    assert "/no/such/path" in str(start(mounts=(Mount(source=Path("/no/such/path"), target="/data"),)))


@pytest.mark.sandbox
def test_a_box_that_hangs_before_it_stands(monkeypatch: pytest.MonkeyPatch, open_directory: Path) -> None:
    pretend(monkeypatch, open_directory, then="exec sleep 60")
    monkeypatch.setattr("grader.verify.sandbox.launch.START_SECONDS", 0.2)
    assert "did not set up" in str(start())


def test_a_group_that_is_asked_for_and_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroupfs, "mounts", lambda kind: [])
    for policy in (Policy(require_cgroup=True), Policy(cgroup=CgroupKind.V1), Policy(cgroup=CgroupKind.V2)):
        error = start(policy)
        assert "no control group" in str(error)
        assert "Delegate=yes" in error.hint
    assert groups.open_cgroup("x", Policy()).kind is CgroupKind.NONE


@pytest.mark.sandbox
@pytest.mark.parametrize("step", ["pin", "limit"])
def test_a_box_whose_guard_fails_at_the_gate_is_gone(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    seen: list[int] = []

    def fail(init: Process, *_: object) -> None:
        seen.append(init.pid)
        raise SandboxUnavailable("not today")

    monkeypatch.setattr(launch, step, fail)
    assert "not today" in str(start())
    end = time.monotonic() + 10
    while lives(seen[0]) and time.monotonic() < end:
        time.sleep(0.01)
    assert not lives(seen[0])


@as_root
@pytest.mark.sandbox
def test_nothing_is_left_of_a_box_that_did_not_start(monkeypatch: pytest.MonkeyPatch, open_directory: Path) -> None:
    before = sorted(path.name for path in Path("/proc/self/fd").iterdir())
    pretend(monkeypatch, open_directory, then="exit 1")
    start()
    assert sorted(path.name for path in Path("/proc/self/fd").iterdir()) == before
    groups_left = [group for point, _ in cgroupfs.mounts("cgroup") for group in (point / "grader").glob("grader-*")]
    assert not [group for group in groups_left if group.name.startswith(groups.group_name().rpartition("-")[0])]


def test_limits_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="CUDA"):
        Policy(gpu=0, address_space_bytes=1 << 30)
    with pytest.raises(ValueError, match="uid"):
        Policy(uid=0)

"""The real machine, and files laid out as other machines have them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.course import Course
from grader.verify.doctor import judge, reading, trial
from grader.verify.doctor.checks.guards import tried
from grader.verify.doctor.nvidia import read_gpus
from grader.verify.doctor.probe import Gpus, Groups, Namespaces, Needs
from grader.verify.sandbox import Cause, CgroupKind, Sandbox, cgroupfs
from grader.verify.sandbox.argv import Numbers


def lay(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    return root


@pytest.mark.sandbox
def test_the_trial_on_this_machine() -> None:
    tested = trial.try_boxes()
    assert tested.failure == ""
    assert all(tried(tested, os.geteuid()).values()), tested
    assert tested.inside is not None
    assert tested.inside.packages == tuple(name for name in trial.PACKAGES if name in tested.inside.packages)
    assert tested.memory is not None
    assert (tested.memory.cause, tested.processes and tested.processes.cause) == (Cause.MEMORY, Cause.PROCESSES)
    assert tested.freezes
    assert tested.ordinary == ("" if os.geteuid() == 0 else None)


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("guard", "without", "instead"),
    [
        ("read-only", ["--remount-ro", "/"], []),
        ("read-only", ["--remount-ro", "/dev"], []),
        ("network", ["--unshare-net"], []),
        ("host-files", [], ["--ro-bind", "/", "/host"]),
        ("tmp-size", ["--size", str(trial.POLICY.tmp_bytes), "--tmpfs", "/tmp"], ["--tmpfs", "/tmp"]),
        ("environment", ["--chdir"], ["--setenv", "GITHUB_TOKEN", "x", "--chdir"]),
    ],
)
def test_the_program_inside_sees_that_a_guard_is_gone(
    monkeypatch: pytest.MonkeyPatch, guard: str, without: list[str], instead: list[str]
) -> None:
    class Weakened(Sandbox):
        def _options(self, numbers: Numbers) -> list[str]:
            options = super()._options(numbers)
            at = next(at for at in range(len(options)) if options[at : at + len(without)] == without)
            return [*options[:at], *instead, *options[at + len(without) :]]

    monkeypatch.setattr(trial, "Sandbox", Weakened)
    tested = trial.try_boxes()
    assert tested.failure == ""
    assert [name for name, holds in tried(tested, os.geteuid()).items() if not holds] == [guard]


@pytest.mark.sandbox
def test_the_trial_without_control_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroupfs, "mounts", lambda kind: [])
    groups = reading.read_groups()
    assert (groups.kind, groups.reasons.startswith("v2: ")) == (CgroupKind.NONE, True)
    tested = trial.try_boxes()
    assert (tested.failure, tested.freezes) == ("", True)
    assert tested.memory is not None
    assert tested.memory.cause is Cause.MEMORY


@pytest.mark.sandbox
def test_nothing_of_the_trial_stays() -> None:
    before = sorted(os.listdir("/proc/self/fd"))
    trial.try_boxes()
    reading.read_groups()
    assert sorted(os.listdir("/proc/self/fd")) == before
    left = [path.name for kind in ("cgroup", "cgroup2") for point, _ in cgroupfs.mounts(kind) for path in point.glob("grader/*")]
    assert not [name for name in left if name.startswith(f"grader-{os.getpid()}-")]


def test_without_bubblewrap_the_rest_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRADER_BWRAP", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    found = {finding.code for finding in judge(reading.read_machine(), Needs())}
    assert {"bubblewrap-missing", "box-fails"} < found
    assert found & {"memory-enough", "memory-tight", "memory-short"}


def test_ubuntu_with_the_profile_and_without(tmp_path: Path) -> None:
    sysctls = lay(tmp_path, {"kernel/apparmor_restrict_unprivileged_userns": "1\n", "user/max_user_namespaces": "63000\n"})
    sys, profiles = tmp_path / "sys", tmp_path / "apparmor.d"
    profiles.mkdir()
    bare = Namespaces(most=63_000, apparmor_restricts=True, apparmor_profile=False)
    assert reading.read_namespaces(sysctls, sys, profiles) == bare
    lay(profiles, {"bwrap-userns-restrict": ""})
    assert reading.read_namespaces(sysctls, sys, profiles).apparmor_profile
    lay(sys, {"kernel/security/apparmor/profiles": "firefox (enforce)\nunpriv_bwrapper (enforce)\n"})
    assert reading.read_namespaces(sysctls, sys, profiles) == bare  # installed, but not loaded
    lay(sys, {"kernel/security/apparmor/profiles": "bwrap (enforce)\nunpriv_bwrap (enforce)\n"})
    assert reading.read_namespaces(sysctls, sys, profiles).apparmor_profile


def test_an_old_debian_that_forbids_namespaces(tmp_path: Path) -> None:
    sysctls = lay(tmp_path, {"kernel/unprivileged_userns_clone": "0\n"})
    assert reading.read_namespaces(sysctls, tmp_path, tmp_path / "none") == Namespaces(unprivileged=False)


@pytest.mark.parametrize(
    ("files", "governor", "turbo"),
    [
        ({}, None, None),
        ({"cpu0/cpufreq/scaling_governor": "powersave\n", "intel_pstate/no_turbo": "0\n"}, "powersave", True),
        ({"cpu0/cpufreq/scaling_governor": "performance\n", "intel_pstate/no_turbo": "1\n"}, "performance", False),
        ({"cpu0/cpufreq/scaling_governor": "schedutil\n", "cpufreq/boost": "1\n"}, "schedutil", True),
    ],
)
def test_processors_as_others_have_them(tmp_path: Path, files: dict[str, str], governor: str | None, turbo: bool | None) -> None:
    lay(tmp_path / "devices/system/cpu", files)
    lay(tmp_path / "devices/system/clocksource/clocksource0", {"current_clocksource": "hpet\n", "available_clocksource": "tsc hpet \n"})
    processor = reading.read_processor(tmp_path)
    assert (processor.governor, processor.turbo) == (governor, turbo)
    assert (processor.clock, processor.clocks) == ("hpet", ("tsc", "hpet"))


def test_no_gpu_and_a_driver_that_does_not_answer(tmp_path: Path) -> None:
    assert read_gpus(tmp_path) == Gpus()
    lay(tmp_path, {"nvidia0": "", "nvidiactl": ""})
    if Path("/dev/nvidiactl").exists():
        pytest.skip("here the driver answers")
    silent = read_gpus(tmp_path)
    assert (silent.nodes, silent.devices) == (("nvidia0", "nvidiactl"), ())
    assert silent.fault


def test_a_course_says_what_is_needed(course: Course) -> None:
    needs = Needs.of(course, require_cgroup=True)
    assert (needs.memory_mb, needs.artifact_mb, needs.threads) == (300, 2, 1)
    assert needs.require_cgroup
    assert Needs.of(None, require_cgroup=False) == Needs()


def test_the_groups_of_this_machine_can_be_made_or_the_reason_is_told() -> None:
    groups: Groups = reading.read_groups()
    assert bool(groups.reasons) == (groups.kind is CgroupKind.NONE)

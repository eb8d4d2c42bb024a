"""Every check on made-up machines: judging is pure, so a machine with a GPU or with AppArmor need not be at hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.core.finding import GRADES, Finding, Grade
from grader.core.words import Language, Severity, catalogue
from grader.verify.doctor import ENTRIES, checks, judge
from grader.verify.doctor.probe import Gpus, Groups, Namespaces, Needs, Probe
from grader.verify.sandbox import CgroupKind
from tests.verify.doctor.machines import AILING, DEAD, SOUND, UBUNTU, inside, processor, trial

NEEDS = Needs()


def found(probe: Probe, code: str, needs: Needs = NEEDS) -> Finding:
    (finding,) = [finding for finding in judge(probe, needs) if finding.code == code]
    return finding


def codes(probe: Probe, needs: Needs = NEEDS) -> set[str]:
    return {finding.code for finding in judge(probe, needs)}


def test_of_a_sound_machine_only_good_is_said() -> None:
    assert {finding.grade for finding in judge(SOUND, NEEDS)} == {Grade.GOOD}
    assert len(judge(SOUND, NEEDS)) == len([entry for entry in ENTRIES if entry.severity is Severity.NOTE]) - 1  # no AppArmor


@pytest.mark.parametrize("code", AILING)
def test_each_ailment_is_named_with_its_remedy(code: str) -> None:
    probe, remedy = AILING[code]
    finding = found(probe, code)
    assert finding.grade is not Grade.GOOD
    assert (remedy in finding.command) if remedy and finding.command else finding.command is remedy


def test_every_code_that_is_not_good_has_a_machine() -> None:
    assert {entry.code for entry in ENTRIES if entry.severity is not Severity.NOTE} == set(AILING)


def test_every_check_is_registered_once() -> None:
    folder = Path(checks.__path__[0])
    named = {f"grader.verify.doctor.checks.{path.stem}" for path in folder.glob("*.py") if path.stem != "__init__"}
    assert sorted(check.__module__ for check in checks.CHECKS) == sorted(named)


@pytest.mark.parametrize("probe", [SOUND, *(probe for probe, _ in AILING.values())])
def test_everything_can_be_said_in_both_languages_with_its_own_facts(probe: Probe) -> None:
    entries = catalogue(*ENTRIES)
    for finding in judge(probe, NEEDS):
        for language in Language:
            assert entries[finding.code].say(finding.facts, language, str)
        assert finding.grade is GRADES[entries[finding.code].severity]


def test_missing_groups_are_a_fault_only_where_they_are_required() -> None:
    probe, _ = AILING["groups-missing"]
    assert found(probe, "groups-missing").grade is Grade.LESS
    assert found(probe, "groups-missing", Needs(require_cgroup=True)).grade is Grade.BAD
    assert found(SOUND, "groups-found", Needs(require_cgroup=True)).grade is Grade.GOOD


@pytest.mark.parametrize(
    ("groups", "uid", "command"),
    [
        (Groups(kind=CgroupKind.NONE, v2=True, systemd=True), 0, "systemd-run --scope"),
        (Groups(kind=CgroupKind.NONE, v2=True, systemd=True), 1000, "delegate.conf"),
        (Groups(kind=CgroupKind.NONE, v1=True), 1000, "chown"),
        (Groups(kind=CgroupKind.NONE, v1=True), 0, "--privileged"),
        (Groups(kind=CgroupKind.NONE, v2=True), 1000, "--cgroupns=private"),
    ],
)
def test_what_gives_groups_depends_on_the_machine(groups: Groups, uid: int, command: str) -> None:
    assert command in (found(replace(SOUND, groups=groups, uid=uid), "groups-missing").command or "")


def test_without_any_hierarchy_no_command_gives_groups() -> None:
    assert found(replace(SOUND, groups=Groups(kind=CgroupKind.NONE)), "groups-missing").command is None


def test_apparmor_is_blamed_only_for_what_it_does() -> None:
    restricted = replace(SOUND, namespaces=UBUNTU)
    assert "apparmor-permits" in codes(restricted)
    assert "apparmor-blocks" not in codes(replace(SOUND, trial=DEAD))
    assert "apparmor-blocks" in codes(replace(restricted, trial=DEAD))
    assert "apparmor-blocks" in codes(replace(SOUND, namespaces=replace(UBUNTU, apparmor_profile=None), trial=DEAD))
    assert "apparmor-blocks" not in codes(replace(SOUND, namespaces=replace(UBUNTU, apparmor_profile=True), trial=DEAD))


def test_both_switches_of_namespaces_are_named() -> None:
    probe = replace(SOUND, namespaces=Namespaces(most=0, unprivileged=False))
    settings = [finding.facts["setting"] for finding in judge(probe, NEEDS) if finding.code == "namespaces-forbidden"]
    assert settings == ["user.max_user_namespaces = 0", "kernel.unprivileged_userns_clone = 0"]


@pytest.mark.parametrize(
    ("guard", "probe"),
    [
        ("network", inside(interfaces=("lo", "eth0"))),
        ("network", inside(sockets=("AF_INET",))),
        ("read-only", inside(written=("/dev/x",))),
        ("tmp-size", inside(tmp_bytes=1 << 34)),
        ("processes", inside(processes=90)),
        ("privileges", inside(capabilities=1 << 21)),
        ("privileges", inside(no_new_privileges=False)),
        ("filter", inside(filter_mode=0)),
        ("namespaces", inside(namespace_made=True)),
        ("host-files", inside(strange=("home",))),
        ("environment", inside(environment=("PATH", "GITHUB_TOKEN"))),
        ("user", trial(uid=0)),
        ("user", trial(uid=None)),
    ],
)
def test_each_guard_that_is_open_is_named_and_the_machine_refused(guard: str, probe: Probe) -> None:
    finding = found(probe, "guard-open")
    assert (finding.facts["guard"], finding.grade) == (guard, Grade.BAD)
    assert "guards-hold" not in codes(probe)


def test_a_box_that_failed_says_nothing_of_what_was_not_tried() -> None:
    said = codes(replace(SOUND, trial=DEAD))
    assert "box-fails" in said
    assert not said & {"guards-hold", "guard-open", "memory-held", "processes-held", "box-freezes", "interpreter-runs", "ordinary-works"}


def test_packages_missing_outside_are_not_blamed_on_the_box() -> None:
    probe = replace(inside(packages=("numpy",)), missing=("datasets", "PIL", "safetensors", "scipy", "torch", "transformers"))
    assert "interpreter-runs" in codes(probe)


def test_two_gpus_are_each_told() -> None:
    two = tuple(replace(SOUND.gpus.devices[0], index=index, pids=(7,) * index) for index in range(2))
    probe = replace(SOUND, gpus=Gpus(nodes=(*SOUND.gpus.nodes, "nvidia1"), driver="550", devices=two))
    told = [(finding.code, finding.facts["index"]) for finding in judge(probe, NEEDS) if finding.code.startswith("gpu-")]
    assert told == [("gpu-found", 0), ("gpu-found", 1), ("gpu-idle", 0), ("gpu-in-use", 1)]


def test_a_slow_clock_that_has_no_better_has_no_command() -> None:
    assert found(processor(clock="hpet", clocks=("hpet", "acpi_pm")), "clock-slow").command is None


@pytest.mark.parametrize(("release", "version"), [("6.8.0-45-generic", (6, 8)), ("5.11", (5, 11)), ("odd", (0, 0))])
def test_the_version_of_a_kernel(release: str, version: tuple[int, int]) -> None:
    assert replace(SOUND.kernel, release=release).version == version

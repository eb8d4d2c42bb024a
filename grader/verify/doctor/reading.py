"""Reading a machine into a `Probe`: files of /proc and /sys, a few questions to the kernel, and the trial. Changes nothing that stays."""

from __future__ import annotations

import fcntl
import os
import platform
import re
import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from grader.core.errors import SandboxUnavailable
from grader.core.quantity import MB
from grader.verify.doctor.nvidia import read_gpus
from grader.verify.doctor.probe import Bubblewrap, Groups, Kernel, Namespaces, Probe, Processor, Storage
from grader.verify.doctor.trial import PACKAGES, try_boxes
from grader.verify.sandbox import CgroupKind, Policy, bwrap, cgroupfs, groups

SYS, PROC = Path("/sys"), Path("/proc")
F_SEAL_FUTURE_WRITE = 0x0010
APPARMOR_NAME = re.compile(r"\bbwrap\b")


def read_machine() -> Probe:
    """Read everything and start the boxes of the trial: about half a second, a second more where a GPU driver must be woken."""
    found = read_bubblewrap()
    return Probe(
        uid=os.geteuid(),
        bubblewrap=found,
        kernel=read_kernel(),
        namespaces=read_namespaces(PROC / "sys", SYS, Path("/etc/apparmor.d")),
        groups=read_groups(),
        processor=read_processor(SYS),
        storage=read_storage(),
        missing=tuple(name for name in PACKAGES if not find_spec(name)),
        gpus=read_gpus(Path("/dev")),
        trial=try_boxes(),
    )


def read_bubblewrap() -> Bubblewrap:
    """Find bubblewrap as the sandbox does."""
    path = os.environ.get("GRADER_BWRAP") or shutil.which("bwrap") or ""
    try:
        bwrap.find_bwrap()
    except SandboxUnavailable as error:
        return Bubblewrap(path=path, fault=str(error))
    return Bubblewrap(path=path, version=bwrap.version_of(path))


def read_kernel() -> Kernel:
    """Ask the kernel who it is and what it can."""
    return Kernel(
        release=platform.release(),
        architecture=platform.machine(),
        filters=(PROC / "sys/kernel/seccomp/actions_avail").exists(),
        seals=_seals(),
        core_pattern=_text(PROC / "sys/kernel/core_pattern") or "",
    )


def _seals() -> bool:
    descriptor = os.memfd_create("grader-doctor", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, F_SEAL_FUTURE_WRITE)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def read_namespaces(sysctls: Path, sys: Path, profiles: Path) -> Namespaces:
    """Read the switches below /proc/sys, and whether AppArmor has a profile for bwrap: loaded if that may be read, else installed."""
    unprivileged = _text(sysctls / "kernel/unprivileged_userns_clone")
    most = _text(sysctls / "user/max_user_namespaces")
    loaded = _text(sys / "kernel/security/apparmor/profiles")
    known = loaded if loaded is not None else "\n".join(path.name for path in profiles.glob("*")) if profiles.is_dir() else None
    return Namespaces(
        most=int(most) if most is not None and most.isdigit() else None,
        unprivileged=None if unprivileged is None else unprivileged == "1",
        apparmor_restricts=_text(sysctls / "kernel/apparmor_restrict_unprivileged_userns") == "1",
        apparmor_profile=None if known is None else bool(APPARMOR_NAME.search(known)),
    )


def read_groups() -> Groups:
    """Make a control group as a box gets it, and remove it again."""
    v1, v2 = (bool(cgroupfs.mounts(kind)) for kind in ("cgroup", "cgroup2"))
    here = Groups(kind=CgroupKind.NONE, v1=v1, v2=v2, systemd=Path("/run/systemd/system").is_dir())
    try:
        made = groups.open_cgroup(groups.group_name(), Policy(require_cgroup=True))
    except SandboxUnavailable as error:
        return replace(here, reasons=str(error).partition("(")[2].removesuffix(")"))
    made.remove()
    return replace(here, kind=made.kind)


def read_processor(sys: Path) -> Processor:
    """Read the load, and below /sys what governs the speed of the processor and the clock that programs are timed by."""
    cpu, clock = sys / "devices/system/cpu", sys / "devices/system/clocksource/clocksource0"
    no_turbo, boost = _text(cpu / "intel_pstate/no_turbo"), _text(cpu / "cpufreq/boost")
    return Processor(
        cores=len(os.sched_getaffinity(0)),
        load=os.getloadavg()[0],
        governor=_text(cpu / "cpu0/cpufreq/scaling_governor"),
        turbo=no_turbo == "0" if no_turbo is not None else boost == "1" if boost is not None else None,
        clock=_text(clock / "current_clocksource"),
        clocks=tuple((_text(clock / "available_clocksource") or "").split()),
    )


def read_storage() -> Storage:
    """Read what memory and disk are left."""
    memory = dict(line.split(":", 1) for line in (PROC / "meminfo").read_text().splitlines())
    temporary = tempfile.gettempdir()
    return Storage(
        memory_mb=int(memory["MemAvailable"].split()[0]) * 1024 // MB,
        swap_mb=int(memory["SwapTotal"].split()[0]) * 1024 // MB,
        temporary=temporary,
        disk_mb=shutil.disk_usage(temporary).free // MB,
    )


def _text(path: Path) -> str | None:
    with suppress(OSError):
        return path.read_text().strip()
    return None

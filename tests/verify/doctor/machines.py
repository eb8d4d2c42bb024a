"""Made-up machines: one on which all is well, and what is wrong with each of the others."""

from __future__ import annotations

from dataclasses import replace

from grader.verify.doctor.probe import (
    Bubblewrap,
    Gpu,
    Gpus,
    Groups,
    Inside,
    Kernel,
    Namespaces,
    Overdone,
    PrivatePart,
    Probe,
    Processor,
    Storage,
    Trial,
)
from grader.verify.doctor.trial import PACKAGES
from grader.verify.private import Fault
from grader.verify.sandbox import Cause, CgroupKind

MIB = 1 << 20

H100 = Gpu(index=0, name="NVIDIA H100", memory_mb=85_000, used_mb=3, persistent=True)
INSIDE = Inside(
    interfaces=("lo",),
    sockets=(),
    written=(),
    strange=(),
    environment=("HOME", "PATH", "PWD"),
    tmp_bytes=16 * MIB,
    processes=2,
    capabilities=0,
    no_new_privileges=True,
    filter_mode=2,
    namespace_made=False,
    python="3.12.3",
    packages=PACKAGES,
)
TRIAL = Trial(
    uid=61_000,
    tmp_bytes=16 * MIB,
    milliseconds=14.2,
    inside=INSIDE,
    memory=Overdone(cause=Cause.MEMORY, limit=64, peak=64),
    processes=Overdone(cause=Cause.PROCESSES, limit=16),
    freezes=True,
    ordinary="",
)
SOUND = Probe(
    uid=0,
    bubblewrap=Bubblewrap(path="/usr/bin/bwrap", version="0.9.0"),
    kernel=Kernel(release="6.8.0-45-generic", architecture="x86_64"),
    namespaces=Namespaces(most=100_000, unprivileged=True),
    groups=Groups(kind=CgroupKind.V2, v2=True, systemd=True),
    processor=Processor(cores=8, load=0.1, governor="performance", turbo=False, clock="tsc", clocks=("tsc", "hpet")),
    storage=Storage(memory_mb=64_000, swap_mb=0, temporary="/tmp", disk_mb=90_000),
    missing=(),
    private=(PrivatePart(data="digits", file="more.parquet", path="/srv/more.parquet"),),
    gpus=Gpus(nodes=("nvidia-uvm", "nvidia0", "nvidiactl"), driver="550.90", devices=(H100,)),
    trial=TRIAL,
)
UNDELEGATED = Groups(kind=CgroupKind.NONE, reasons="v2: not delegated", v2=True, systemd=True)
UBUNTU = Namespaces(most=100_000, apparmor_restricts=True, apparmor_profile=False)
DEAD = Trial(failure="bubblewrap could not set up the box: bwrap: setting up uid map: Permission denied")


def trial(**changes: object) -> Probe:
    """The sound machine, but for what was tried on it."""
    return replace(SOUND, trial=replace(TRIAL, **changes))  # type: ignore[arg-type]


def inside(**changes: object) -> Probe:
    """The sound machine, but for what a program in its box saw."""
    return trial(inside=replace(INSIDE, **changes))  # type: ignore[arg-type]


def gpu(**changes: object) -> Probe:
    """The sound machine, but for its GPU."""
    return replace(SOUND, gpus=replace(SOUND.gpus, devices=(replace(H100, **changes),)))  # type: ignore[arg-type]


def processor(**changes: object) -> Probe:
    """The sound machine, but for its processor."""
    return replace(SOUND, processor=replace(SOUND.processor, **changes))  # type: ignore[arg-type]


def storage(**changes: object) -> Probe:
    """The sound machine, but for memory and disk."""
    return replace(SOUND, storage=replace(SOUND.storage, **changes))  # type: ignore[arg-type]


def kernel(**changes: object) -> Probe:
    """The sound machine, but for its kernel."""
    return replace(SOUND, kernel=replace(SOUND.kernel, **changes))  # type: ignore[arg-type]


#: code → a machine of which it is said, and a part of the command that mends it (None: no command does)
def private(path: str | None = None, fault: Fault | None = None) -> Probe:
    return replace(SOUND, private=(PrivatePart(data="digits", file="more.parquet", path=path, fault=fault),))


AILING: dict[str, tuple[Probe, str | None]] = {
    "bubblewrap-missing": (replace(SOUND, bubblewrap=Bubblewrap(path="")), "apt-get install -y bubblewrap"),
    "bubblewrap-unfit": (replace(SOUND, bubblewrap=Bubblewrap(path="/usr/bin/bwrap", fault="0.6.1, too old")), "apt-get install"),
    "kernel-old": (kernel(release="5.4.0-200-generic"), None),
    "architecture-unknown": (kernel(architecture="riscv64"), None),
    "peak-uncounted": (kernel(release="5.15.0"), None),
    "seals-missing": (kernel(seals=False), None),
    "filters-missing": (kernel(filters=False), None),
    "namespaces-forbidden": (replace(SOUND, namespaces=Namespaces(most=0)), "user.max_user_namespaces=100000"),
    "apparmor-blocks": (replace(SOUND, namespaces=UBUNTU, trial=DEAD), "apparmor_parser -r /etc/apparmor.d/bwrap-userns-restrict"),
    "packages-missing": (replace(SOUND, missing=("torch", "scipy")), "pip install -c constraints.txt -e '.[verify]'"),
    "supervisor-ordinary": (replace(SOUND, uid=1000), "sudo"),
    "groups-missing": (
        replace(SOUND, groups=Groups(kind=CgroupKind.NONE, reasons="v2: not delegated", v2=True, systemd=True)),
        "Delegate=yes",
    ),
    "box-fails": (replace(SOUND, trial=DEAD), "bwrap --unshare-all"),
    "guard-open": (inside(interfaces=("lo", "eth0")), "GRADER_BWRAP"),
    "interpreter-blind": (inside(packages=("numpy",)), "venv"),
    "memory-passed": (trial(memory=Overdone(cause=Cause.MEMORY, limit=64, peak=91)), None),
    "memory-loose": (trial(memory=Overdone(cause=Cause.TIME, limit=64, peak=140)), None),
    "processes-loose": (trial(processes=Overdone(cause=Cause.TIME, limit=16)), None),
    "box-restless": (trial(freezes=False), "dmesg"),
    "ordinary-fails": (trial(ordinary="no permission"), None),
    "memory-tight": (storage(memory_mb=7_000), "rss"),
    "memory-short": (storage(memory_mb=3_000), "rss"),
    "swap-on": (storage(swap_mb=2_000), "swapoff -a"),
    "disk-short": (storage(disk_mb=1_500), "du -xhd1 /tmp"),
    "private-part-not-asked": (private(), None),
    "private-part-missing": (private("/srv/my exams/more.parquet", Fault.MISSING), "ls -l '/srv/my exams/more.parquet'"),
    "private-part-visible": (private("/usr/share/more.parquet", Fault.VISIBLE), "ls -l /usr/share/more.parquet"),
    "private-part-changed": (private("/srv/more.parquet", Fault.CHANGED), "sha256sum /srv/more.parquet"),
    "dumps-piped": (kernel(core_pattern="|/usr/lib/systemd/systemd-coredump %P"), "kernel.core_pattern=core"),
    "cores-few": (processor(cores=1), None),
    "machine-busy": (processor(load=7.9), "pcpu"),
    "frequency-varies": (processor(governor="powersave"), "tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"),
    "frequency-hidden": (processor(governor=None, turbo=None), None),
    "turbo-on": (processor(turbo=True), "no_turbo"),
    "clock-slow": (processor(clock="hpet"), "echo tsc"),
    "gpu-absent": (replace(SOUND, gpus=Gpus()), None),
    "gpu-silent": (replace(SOUND, gpus=Gpus(nodes=("nvidia0",), fault="Driver/library version mismatch")), "nvidia-smi"),
    "gpu-unreachable": (replace(SOUND, gpus=replace(SOUND.gpus, nodes=("nvidia0", "nvidiactl"))), "nvidia-modprobe -u -c=0"),
    "gpu-in-use": (gpu(pids=(4711,), used_mb=20_000), "--query-compute-apps"),
    "gpu-forgetful": (gpu(persistent=False), "nvidia-smi -i 0 -pm 1"),
    "gpu-slowed": (gpu(slowed=("heat",)), "nvidia-smi -i 0 -q -d PERFORMANCE"),
}

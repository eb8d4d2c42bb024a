"""The nouns of the doctor: what was read from the machine, what was tried on it, and what grading asks of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.course import Course
from grader.verify.private import Fault, fault
from grader.verify.sandbox import Cause, CgroupKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What grading asks of a machine, mostly from the course file: megabytes (10⁶ bytes), threads, processes.

    The defaults are for a machine that has no course file at hand.
    """

    memory_mb: int = 4000
    artifact_mb: int = 2000
    threads: int = 1
    require_cgroup: bool = False

    @classmethod
    def of(cls, course: Course | None, *, require_cgroup: bool) -> Needs:
        """Take the limits of a course."""
        if course is None:
            return cls(require_cgroup=require_cgroup)
        return cls(
            memory_mb=course.limits.memory_mb,
            artifact_mb=course.limits.artifact_mb,
            threads=course.measuring.threads,
            require_cgroup=require_cgroup,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubblewrap:
    """The bubblewrap that would be used: its path (empty: none), what it says its version is, and why it will not do (empty: it will)."""

    path: str
    version: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """The kernel: `filters` says that seccomp filters exist, `seals` that a memfd can be sealed against later writing."""

    release: str
    architecture: str
    filters: bool = True
    seals: bool = True
    core_pattern: str = "core"

    @property
    def version(self) -> tuple[int, int]:
        """The first two numbers of the release."""
        major, minor, *_ = [*self.release.split("-")[0].split("."), "0"]
        return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespaces:
    """The switches for user namespaces; None where this kernel does not have the switch, or nobody may read it."""

    most: int | None = None
    unprivileged: bool | None = None
    apparmor_restricts: bool = False
    apparmor_profile: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The control groups that a box gets; `reasons` says why there are none. `v1` and `v2` tell which hierarchies are mounted."""

    kind: CgroupKind
    reasons: str = ""
    v1: bool = False
    v2: bool = False
    systemd: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """The processor as a clock of programs: None where the machine does not tell (most virtual machines)."""

    cores: int
    load: float
    governor: str | None = None
    turbo: bool | None = None
    clock: str | None = None
    clocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Memory and disk in megabytes (10⁶ bytes); `temporary` is the directory where artifacts are kept while they are measured."""

    memory_mb: int
    swap_mb: int
    temporary: str
    disk_mb: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """One GPU as NVML tells it: `pids` compute on it, `slowed` names what holds its clocks down; None where the driver is silent."""

    index: int
    name: str
    memory_mb: int
    used_mb: int
    pids: tuple[int, ...] = ()
    persistent: bool | None = None
    slowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpus:
    """All GPUs; `nodes` are the device files, `fault` is why NVML did not answer (empty where nothing of NVIDIA is here)."""

    nodes: tuple[str, ...] = ()
    driver: str = ""
    devices: tuple[Gpu, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a program in a box of this machine saw: `strange` are names in its root that nobody put there, `written` what it could write."""

    interfaces: tuple[str, ...]
    sockets: tuple[str, ...]
    written: tuple[str, ...]
    strange: tuple[str, ...]
    environment: tuple[str, ...]
    tmp_bytes: int
    processes: int
    capabilities: int
    no_new_privileges: bool
    filter_mode: int
    namespace_made: bool
    python: str
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdone:
    """How a program that took more than its limit ended: megabytes of memory, or a number of processes."""

    cause: Cause
    limit: int
    peak: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of starting boxes: None is what was not tried, because a box before it failed.

    `ordinary` is the fault of a box started by root as an ordinary user, empty when it ran; None where the doctor is no root.
    """

    failure: str = ""
    uid: int | None = None
    tmp_bytes: int = 0
    milliseconds: float | None = None
    inside: Inside | None = None
    memory: Overdone | None = None
    processes: Overdone | None = None
    freezes: bool | None = None
    ordinary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivatePart:
    """The private part of an evaluation set: its name, the file's, where that should be (None: no directory is named), what is wrong."""

    data: str
    file: str
    path: str | None = None
    fault: Fault | None = None


def private_parts(course: Course | None, directory: Path | None) -> tuple[PrivatePart, ...]:
    """Look for the private parts that a course names."""
    found = []
    for name, data in sorted(course.data.items()) if course else ():
        if data.private is not None and course is not None:
            path = None if directory is None else str(directory / data.private)
            wrong = None if directory is None else fault(data, directory, course.root)
            found.append(PrivatePart(data=name, file=data.private, path=path, fault=wrong))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Everything that was read from one machine; `missing` are packages that grading needs and this environment lacks."""

    uid: int
    bubblewrap: Bubblewrap
    kernel: Kernel
    namespaces: Namespaces
    groups: Groups
    processor: Processor
    storage: Storage
    missing: tuple[str, ...]
    gpus: Gpus
    trial: Trial
    private: tuple[PrivatePart, ...] = ()

"""The nouns of the sandbox: what a box may use, what it may see, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from grader.core.quantity import MIB

KIB, GIB = MIB >> 10, MIB << 10


class CgroupKind(StrEnum):
    """What holds the limits of the whole process tree."""

    V2 = "v2"
    V1 = "v1"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The limits of one box.

    Sizes are in bytes. `memory_bytes` is for the whole process tree, and what is written to /tmp, /dev/shm and /out counts: they are in
    memory. `cpu_seconds` is for the tree where there is a cgroup, else for each process. `wall_seconds` does not run while the box is
    frozen. `processes` counts threads too, but not our own `helpers` inside; `files` is the number of inodes in each tmpfs; `tail_bytes`
    is kept of each output stream.
    """

    wall_seconds: float = 60.0
    cpu_seconds: float | None = None
    memory_bytes: int = 2 * GIB
    address_space_bytes: int | None = None
    processes: int = 128
    helpers: int = 0
    tmp_bytes: int = 256 * MIB
    out_bytes: int | None = None
    files: int = 20_000
    file_bytes: int | None = None
    open_files: int = 1024
    output_bytes: int = 4 * MIB
    tail_bytes: int = 16 * KIB
    gpu: int | None = None
    uid: int = 61_000
    require_cgroup: bool = False
    cgroup: CgroupKind | None = None

    def __post_init__(self) -> None:
        if self.gpu is not None and self.address_space_bytes is not None:
            raise ValueError("CUDA reserves hundreds of GiB of addresses: no address_space_bytes with a GPU")
        if self.uid <= 0:
            raise ValueError(f"the box must not run as uid {self.uid}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A file or directory of the host that the box sees read-only at `target`."""

    source: Path
    target: str

    def __post_init__(self) -> None:
        if not self.target.startswith("/") or ".." in self.target.split("/"):
            raise ValueError(f"not an absolute path inside the box: {self.target!r}")
        if not self.source.is_absolute():
            raise ValueError(f"not an absolute path: {self.source}")


class Cause(StrEnum):
    """Why a box ended."""

    EXITED = "exited"
    SIGNALLED = "signalled"
    TIME = "time"
    CPU = "cpu"
    MEMORY = "memory"
    PROCESSES = "processes"
    DISK = "disk"
    OUTPUT = "output"
    KILLED = "killed"
    """By the supervisor, on purpose."""
    UNAVAILABLE = "unavailable"
    """The sandbox itself failed after the start: nobody's program did."""
    UNKILLABLE = "unkillable"
    """A task did not die (a driver call that hangs): take the machine out of service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxEnd:
    """How a box ended.

    `peak_bytes` is the cgroup's peak, page cache included, or the highest sight of the watchdog. `stdout` and `stderr` are tails: bytes
    that a stranger wrote. `detail` names the limit, or what bubblewrap said.
    """

    cause: Cause
    exit_code: int | None = None
    signal: int | None = None
    wall_seconds: float = 0.0
    cpu_seconds: float | None = None
    peak_bytes: int | None = None
    stdout: bytes = b""
    stderr: bytes = b""
    detail: str = ""

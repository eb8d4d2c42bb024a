"""What else the machine did while a witness ran, by the kernel's own counters.

The witness is a worker of ours, the original, and the counters are read around its turns alone: the team's worker is
frozen then, so whatever shows here is not the team's doing. Linux: proc(5), Documentation/accounting/psi.rst,
Documentation/admin-guide/cgroup-v2.rst (cpu.stat). A counter that this kernel does not have counts nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from grader.verify.sandbox import cgroupfs

TICK = os.sysconf("SC_CLK_TCK")
THERMAL = "cpu*/thermal_throttle/package_throttle_total_time_ms"
CPUS = Path("/sys/devices/system/cpu")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The counters at one moment, in seconds; all but `wall` and `own` are of the whole machine."""

    wall: float
    own: float
    busy: float
    stolen: float
    held_back: float
    throttled: float


@dataclass(slots=True)
class Tally:
    """Seconds over all turns of the witness: how long they took, and what took the processor from it meanwhile.

    `others` and `stolen` are processor time, summed over `cores`; `stolen` is what the hypervisor gave to another guest,
    `held_back` what a quota of our own control group took, `throttled` how long the processor was too hot.
    """

    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    wall: float = 0.0
    others: float = 0.0
    stolen: float = 0.0
    held_back: float = 0.0
    throttled: float = 0.0

    def add(self, before: Reading, after: Reading, witness_seconds: float) -> None:
        """Add one turn, in which the witness itself used so much processor time."""
        self.wall += after.wall - before.wall
        # not held above zero turn by turn: the kernel counts in ticks of 10 ms, whose errors cancel only in the sum
        self.others += (after.busy - before.busy) - (after.own - before.own) - witness_seconds
        self.stolen += after.stolen - before.stolen
        self.held_back += after.held_back - before.held_back
        self.throttled += after.throttled - before.throttled

    @property
    def others_share(self) -> float:
        """What other programs used of all processors, as a fraction."""
        return max(self.others, 0.0) / (self.wall * self.cores) if self.wall else 0.0

    def share(self, seconds: float) -> float:
        """What a number of seconds is of the turns of the witness, as a fraction; at most all of it."""
        return min(seconds / self.wall, 1.0) if self.wall else 0.0


def read() -> Reading:
    """Read the counters now."""
    fields = _processor_line()
    user, nice, system, _idle, _iowait, irq, softirq = fields[:7]
    return Reading(
        wall=time.monotonic(),
        own=time.process_time(),
        busy=(user + nice + system + irq + softirq) / TICK,
        stolen=(fields[7] if len(fields) > 7 else 0) / TICK,
        held_back=sum(map(held_back_seconds, _quota_files())),
        throttled=throttled_seconds(CPUS.glob(THERMAL)),
    )


def pressure_seconds(path: Path = Path("/proc/pressure/cpu")) -> float | None:
    """How long some task of this machine has waited for a processor since boot; None where the kernel does not say."""
    try:
        some = path.read_text().splitlines()[0]
    except (OSError, IndexError):
        return None
    return int(some.rpartition("total=")[2]) / 1e6


def held_back_seconds(file: Path) -> float:
    """How long a control group was kept waiting by its quota: version 2 counts microseconds, version 1 nanoseconds."""
    micro, nano = cgroupfs.counter(file, "throttled_usec"), cgroupfs.counter(file, "throttled_time")
    return (micro or 0) / 1e6 + (nano or 0) / 1e9


def throttled_seconds(files: Iterable[Path]) -> float:
    """How long the processors ran slower because they were hot, as the mean over them."""
    found = [milliseconds for file in files if (milliseconds := cgroupfs.counter(file)) is not None]
    return sum(found) / len(found) / 1e3 if found else 0.0


def _processor_line() -> Sequence[int]:
    with Path("/proc/stat").open("rb") as file:
        return [int(number) for number in file.readline().split()[1:]]


@cache
def _quota_files() -> tuple[Path, ...]:
    """The `cpu.stat` of our own control group and of all above it that can be seen; none where there is no group."""
    mounted = [(point, "") for point, _ in cgroupfs.mounts("cgroup2")]
    mounted += [(point, "cpu") for point, options in cgroupfs.mounts("cgroup") if "cpu" in options]
    files = []
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for point, controller in mounted:
            if controller in controllers.split(","):
                here = Path(path.lstrip("/"))
                files += [point / above / "cpu.stat" for above in (here, *here.parents)]
    return tuple(file for file in dict.fromkeys(files) if file.exists())

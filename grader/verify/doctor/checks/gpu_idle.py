"""Whether a GPU is free for measuring."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.finding import Finding
from grader.verify.doctor.probe import Needs, Probe
from grader.verify.doctor.wording import good, less

IDLE = good(
    "gpu-idle",
    ru="GPU {index} свободен",
    en="GPU {index} is idle",
    why_ru="На нём не работает ни одна другая программа.",
    why_en="No other program computes on it.",
)
BUSY = less(
    "gpu-in-use",
    ru="GPU {index} занят процессами {pids}: {used_mb} МБ",
    en="GPU {index} is used by the processes {pids}: {used_mb} MB",
    why_ru="Время на GPU и VRAM окажутся завышены, и вместо вердикта выйдет «unsteady». Остановите эти процессы.",
    why_en="Time on the GPU and VRAM will come out too high, and verdicts will be `unsteady`. Stop these processes.",
)
ENTRIES = (IDLE, BUSY)
COMMAND = "nvidia-smi --query-compute-apps=pid,name,used_memory --format=csv"


def check(probe: Probe, _: Needs) -> Iterator[Finding]:
    """Look at who computes on it now."""
    for gpu in probe.gpus.devices:
        if gpu.pids:
            pids = ", ".join(map(str, gpu.pids))
            yield Finding.of(BUSY, {"index": gpu.index, "pids": pids, "used_mb": gpu.used_mb}, command=COMMAND)
        else:
            yield Finding.of(IDLE, {"index": gpu.index})

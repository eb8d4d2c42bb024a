"""Asking the NVIDIA driver about its GPUs. Not run so far on a machine that has one: the calls follow NVML's documentation."""

from __future__ import annotations

from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grader.core.quantity import MB
from grader.verify.doctor.probe import Gpu, Gpus

#: bits of nvmlClocksEventReasons (nvml.h) → what holds the clocks down; idling and set clocks are none
SLOWED = {0x4: "power cap", 0x8: "hardware slowdown", 0x20: "heat", 0x40: "heat", 0x80: "power brake"}


def read_gpus(devices: Path) -> Gpus:
    """Read all GPUs; NVML is asked only where device files of NVIDIA are."""
    nodes = tuple(sorted(path.name for path in devices.glob("nvidia*") if not path.is_dir()))
    if not nodes:
        return Gpus()
    if not find_spec("pynvml"):
        return Gpus(nodes=nodes, fault="the package nvidia-ml-py is not installed")
    import pynvml

    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        return Gpus(nodes=nodes, fault=str(error))
    try:
        found = tuple(_gpu(pynvml, index) for index in range(pynvml.nvmlDeviceGetCount()))
        return Gpus(nodes=nodes, driver=_str(pynvml.nvmlSystemGetDriverVersion()), devices=found)
    except pynvml.NVMLError as error:
        return Gpus(nodes=nodes, fault=str(error))
    finally:
        pynvml.nvmlShutdown()


def _gpu(nvml: Any, index: int) -> Gpu:
    handle = nvml.nvmlDeviceGetHandleByIndex(index)
    memory = nvml.nvmlDeviceGetMemoryInfo(handle)
    persistent, slowed = None, 0
    with suppress(nvml.NVMLError):  # not every device or container tells the rest
        persistent = bool(nvml.nvmlDeviceGetPersistenceMode(handle))
    with suppress(nvml.NVMLError):
        slowed = nvml.nvmlDeviceGetCurrentClocksThrottleReasons(handle)
    return Gpu(
        index=index,
        name=_str(nvml.nvmlDeviceGetName(handle)),
        memory_mb=memory.total // MB,
        used_mb=memory.used // MB,
        pids=tuple(process.pid for process in nvml.nvmlDeviceGetComputeRunningProcesses(handle)),
        persistent=persistent,
        slowed=tuple(dict.fromkeys(name for bit, name in SLOWED.items() if slowed & bit)),
    )


def _str(text: str | bytes) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text

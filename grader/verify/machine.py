"""What this machine is: printed beside every time, and compared with the hardware that a row names."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from grader.core.errors import SandboxUnavailable
from grader.core.measurement import Machine
from grader.core.quantity import MB
from grader.course import Measuring
from grader.verify.vram import Gpu

#: What runs the models, and what scores their replies.
PACKAGES = (
    "grader", "torch", "transformers", "numpy", "onnxruntime", "openvino", "safetensors", "tokenizers",
    "scikit-learn", "seqeval", "jiwer", "sacrebleu", "rouge-score",
)  # fmt: skip


def this_machine(measuring: Measuring, round_trip_us: tuple[float, float, float] | None = None) -> Machine:
    """Describe the machine, and the round trip that was measured on it (quartiles in microseconds).

    `gpu` is the one that was measured on: None where that was the processor, or the driver is silent.
    """
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    threads = f"{measuring.threads} thread" + "s" * (measuring.threads > 1)
    return Machine(
        cpu=_cpu_name(),
        cores=os.cpu_count() or 1,
        memory_mb=pages // MB,
        system=f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        limits=f"{threads}, batch of 1, {measuring.starts} starts",
        round_trip_us=round_trip_us,
        gpu=None if measuring.gpu is None else _gpu_name(measuring.gpu),
        versions=tuple((name, found) for name in PACKAGES if (found := _version(name))),
    )


def _gpu_name(minor: int) -> str | None:
    try:
        with Gpu(minor) as gpu:
            return gpu.name
    except SandboxUnavailable:
        return None


def _cpu_name() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("model name", "Model", "cpu model"):
            return value.strip()
    return platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None

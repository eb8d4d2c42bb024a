"""An NVML that answers as documented, with NVML's own structures, for machines without a GPU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pynvml

from grader.core.quantity import MB


class FakeNvml:
    """Two GPUs, /dev/nvidia0 and /dev/nvidia1, in the opposite order; the second one named runs `processes`: host pid → bytes."""

    NVMLError = pynvml.NVMLError

    def __init__(self) -> None:
        self.processes: dict[int, int | None] = {}
        self.drawing: dict[int, int | None] = {}
        self.managed = 0
        self.busy: Callable[[], int] = lambda: 0
        self.lost = False
        self.opened = 0
        self.overhead = 10 * MB

    def nvmlInit(self) -> None:  # noqa: N802
        self._answer()
        self.opened += 1

    def nvmlShutdown(self) -> None:  # noqa: N802
        self._answer()
        self.opened -= 1

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802
        self._answer()
        return 2

    def nvmlDeviceGetHandleByIndex(self, index: int) -> int:  # noqa: N802
        self._answer()
        return 100 + index

    def nvmlDeviceGetMinorNumber(self, handle: int) -> int:  # noqa: N802
        self._answer()
        return 101 - handle

    def nvmlDeviceGetName(self, handle: int) -> str:  # noqa: N802
        self._answer()
        return f"Imaginary {handle}"

    def nvmlDeviceGetMemoryInfo(self, handle: int) -> Any:  # noqa: N802
        self._answer()
        used = sum(each or 0 for each in self.processes.values()) + self.managed + self.overhead
        return pynvml.c_nvmlMemory_t(total=16_000 * MB, free=16_000 * MB - used, used=used)

    def nvmlDeviceGetUtilizationRates(self, handle: int) -> Any:  # noqa: N802
        self._answer()
        return pynvml.c_nvmlUtilization_t(gpu=self.busy(), memory=0)

    def nvmlDeviceGetComputeRunningProcesses(self, handle: int) -> list[Any]:  # noqa: N802
        self._answer()
        return [_process(pid, used) for pid, used in self.processes.items()]

    def nvmlDeviceGetGraphicsRunningProcesses(self, handle: int) -> list[Any]:  # noqa: N802
        self._answer()
        return [_process(pid, used) for pid, used in self.drawing.items()]

    def _answer(self) -> None:
        if self.lost:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_GPU_IS_LOST)


def _process(pid: int, used: int | None) -> Any:
    """As pynvml makes it: None where the driver does not tell."""
    process = pynvml.c_nvmlProcessInfo_t()
    process.pid, process.usedGpuMemory = pid, 0 if used is None else used
    return pynvml.nvmlStructToFriendlyObject(process) if used is not None else _silent(process)


def _silent(process: Any) -> Any:
    friendly = pynvml.nvmlStructToFriendlyObject(process)
    friendly.usedGpuMemory = None
    return friendly

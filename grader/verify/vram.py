"""What processes take of a GPU's memory, and whether the GPU stands still, by NVML.

Not run so far on a machine with a GPU: the calls follow NVML's documentation, and the tests answer in its place (tests/gpu/README.md).

NVML tells the memory of each process by its host pid, the CUDA context included and managed memory left out, and keeps no peak: so it is
asked whenever a worker has been frozen. The change of the whole device is the second witness. Freezing a process does not stop kernels that
it has queued, so between two turns the device must come to rest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from grader.core.errors import SandboxUnavailable
from grader.core.quantity import MB
from grader.core.run import Ending
from grader.verify.endings import Ended
from grader.verify.footprint import Memory

HINT = "see `nvidia-smi` and `dmesg`; `grader doctor` tells what is missing"
#: NVML's utilisation is an average over up to a second (nvml.h, nvmlUtilization_t), so rest shows that late.
REST_SECONDS, LOOK_SECONDS = 3.0, 0.05
#: What the driver takes for itself when the first program comes.
MARGIN = 64 * MB


class Nvml(Protocol):
    """The part of `pynvml` that is used; the structures are NVML's own."""

    NVMLError: type[Exception]

    def nvmlInit(self) -> None:  # noqa: N802 - NVML's names
        """Load the driver's library."""

    def nvmlShutdown(self) -> None:  # noqa: N802
        """Let go of it."""

    def nvmlDeviceGetCount(self) -> int:  # noqa: N802
        """How many GPUs there are."""

    def nvmlDeviceGetHandleByIndex(self, index: int) -> Any:  # noqa: N802
        """One of them."""

    def nvmlDeviceGetMinorNumber(self, handle: Any) -> int:  # noqa: N802
        """The N of /dev/nvidiaN."""

    def nvmlDeviceGetName(self, handle: Any) -> str:  # noqa: N802
        """What it is called."""

    def nvmlDeviceGetMemoryInfo(self, handle: Any) -> Any:  # noqa: N802
        """`used` bytes."""

    def nvmlDeviceGetUtilizationRates(self, handle: Any) -> Any:  # noqa: N802
        """`gpu`: percent of the last sample period in which some kernel ran."""

    def nvmlDeviceGetComputeRunningProcesses(self, handle: Any) -> Sequence[Any]:  # noqa: N802
        """`pid` and `usedGpuMemory` (bytes, or None) of each."""

    def nvmlDeviceGetGraphicsRunningProcesses(self, handle: Any) -> Sequence[Any]:  # noqa: N802
        """The same of those that draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoMemory:
    """Bytes of GPU memory: of the processes (None where the driver does not tell), and by how much the use of the device grew."""

    processes: int | None
    device: int


class Gpu:
    """One GPU while a box uses it; use it as a context manager.

    Raises:
        SandboxUnavailable: from `with` and from everything after, where the driver does not answer: the GPU is gone, which is ours.
    """

    def __init__(self, minor: int, nvml: Nvml | None = None) -> None:
        """Describe the GPU behind /dev/nvidiaN."""
        self._minor, self._nvml = minor, nvml
        self._before = 0

    def __enter__(self) -> Self:
        with self._answering() as nvml:
            nvml.nvmlInit()
            handles = map(nvml.nvmlDeviceGetHandleByIndex, range(nvml.nvmlDeviceGetCount()))
            found = [handle for handle in handles if nvml.nvmlDeviceGetMinorNumber(handle) == self._minor]
        if not found:
            raise SandboxUnavailable(f"there is no /dev/nvidia{self._minor}", hint=HINT)
        self._handle = found[0]
        self._before = self.used_bytes()
        return self

    def __exit__(self, *_: object) -> None:
        with self._answering() as nvml:
            nvml.nvmlShutdown()

    @property
    def name(self) -> str:
        """What the GPU is called."""
        with self._answering() as nvml:
            return nvml.nvmlDeviceGetName(self._handle)

    def used_bytes(self) -> int:
        """The memory of the device that is in use, whoever has it."""
        with self._answering() as nvml:
            return int(nvml.nvmlDeviceGetMemoryInfo(self._handle).used)

    def loaded(self, pids: Collection[int]) -> Memory | None:
        """Measure processes that have loaded, while no others of ours use the GPU; None where the driver does not tell."""
        now = self.memory(pids)
        if now.processes is None:
            return None
        beside = now.device - now.processes
        beside = beside if beside > MARGIN else 0
        return Memory(load_peak=now.processes, loaded=now.processes, peak=now.processes, loaded_beside=beside, beside=beside)

    def memory(self, pids: Collection[int]) -> VideoMemory:
        """What processes have now, by their host pids, and by how much the device's use grew since the beginning."""
        shares = [used for pid, used in self._processes().items() if pid in pids]
        known = [used for used in shares if used is not None]
        return VideoMemory(processes=sum(known) if len(known) == len(shares) else None, device=max(0, self.used_bytes() - self._before))

    def only(self, pids: Collection[int], sleep: Callable[[float], None] = time.sleep) -> None:
        """Make sure that nobody else uses the GPU; what has just ended is given a moment to let go of it.

        Raises:
            SandboxUnavailable: somebody does, and is named.
        """
        for _ in range(round(REST_SECONDS / LOOK_SECONDS)):
            others = {pid: used for pid, used in self._processes().items() if pid not in pids}
            if not others:
                break
            sleep(LOOK_SECONDS)
        else:
            named = ", ".join(f"{_program(pid)} (pid {pid}, {(used or 0) / MB:.0f} MB)" for pid, used in sorted(others.items()))
            raise SandboxUnavailable(f"other programs use the GPU: {named}", hint=f"end them; {HINT}")

    def rest(self, sleep: Callable[[float], None] = time.sleep) -> None:
        """Wait until no kernel runs, with all processes of ours frozen.

        Raises:
            Ended: one runs on: a process queued work for the time in which it is not measured.
        """
        for _ in range(round(REST_SECONDS / LOOK_SECONDS)):
            with self._answering() as nvml:
                if not nvml.nvmlDeviceGetUtilizationRates(self._handle).gpu:
                    return
            sleep(LOOK_SECONDS)
        raise Ended(Ending.GPU_BUSY, seconds=REST_SECONDS)

    def _processes(self) -> dict[int, int | None]:
        """Host pid → bytes; a process that computes and draws is told twice."""
        with self._answering() as nvml:
            told = [*nvml.nvmlDeviceGetGraphicsRunningProcesses(self._handle), *nvml.nvmlDeviceGetComputeRunningProcesses(self._handle)]
        return {process.pid: process.usedGpuMemory for process in told}

    @contextmanager
    def _answering(self) -> Iterator[Nvml]:
        if self._nvml is None:
            self._nvml = _library()
        try:
            yield self._nvml
        except self._nvml.NVMLError as error:
            raise SandboxUnavailable(f"the GPU does not answer: {error}", hint=HINT) from error


def _library() -> Nvml:
    try:
        import pynvml
    except ImportError as error:
        raise SandboxUnavailable("the package nvidia-ml-py is not installed", hint="pip install -e '.[verify]'") from error
    library: Nvml = pynvml
    return library


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text(errors="replace").strip()
    except OSError:
        return "?"

"""How much memory a verification takes in all: its processes, and the files that lie in memory."""

from __future__ import annotations

import contextlib
import threading
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

#: Its types are not installed.
psutil: Any = import_module("psutil")
#: Seconds between two looks.
EVERY = 0.5


class Peak:
    """The most that this process and all below it had at once, in bytes, beyond what there was at the beginning.

    Pages of several processes count once; files in memory (tmpfs) are those of the whole machine.
    """

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._start, self.bytes = _used(), 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(EVERY):
            self.bytes = max(self.bytes, _used() - self._start)


def _used() -> int:
    own = psutil.Process()
    found = _shared_memory()
    for process in (own, *own.children(recursive=True)):
        with contextlib.suppress(psutil.Error):  # it has ended, or is not ours to look into
            found += process.memory_full_info().pss
    return found


def _shared_memory() -> int:
    lines = Path("/proc/meminfo").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Shmem:"))

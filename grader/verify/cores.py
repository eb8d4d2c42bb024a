"""Let supervisor and worker take turns on one processor.

They never run at the same time, and a processor that is awake answers at once: waking another one that idles, which a virtual machine does
in 50 to 200 µs, would be counted with every reply. Asking for the reply again and again, on another processor, wakes nobody
either, but takes that processor from whoever needs it, and both from each other where they are two halves of one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import cache


@cache
def usual() -> frozenset[int]:
    """Return the processors that this process may use; asked first before any is shared."""
    return frozenset(os.sched_getaffinity(0))


def share(pids: Iterable[int]) -> None:
    """Move frozen processes with all their threads, and ourselves, to one processor, the last of ours; what has gone is left out.

    What they start later stays there too: a box cannot choose its processors.
    """
    core = max(usual())
    os.sched_setaffinity(0, {core})
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            for task in os.listdir(f"/proc/{pid}/task"):
                with suppress(ProcessLookupError):
                    os.sched_setaffinity(int(task), {core})


def part() -> None:
    """Take all our processors again."""
    os.sched_setaffinity(0, usual())

"""Let supervisor and worker take turns on one processor.

They never run at the same time, and a processor that is awake answers at once: waking another one that idles, which a virtual machine does
in 50 to 200 µs, would be counted with every reply. Asking for the reply again and again, on another processor, wakes nobody
either, but takes that processor from whoever needs it, and both from each other where they are two halves of one.

Several graders on one machine take one each, as long as there are enough: on the same one they would wait for each other. Who has taken
which is known by a name that the kernel forgets with its process: an abstract address, unix(7), which all of a network namespace see.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from functools import cache

TAKEN = "grader-core-{}"


@cache
def usual() -> frozenset[int]:
    """Return the processors that this process may use; asked first before any is shared."""
    return frozenset(os.sched_getaffinity(0))


@cache
def chosen() -> int:
    """Return the processor that is shared, taken until this process ends: the last of ours that is free, or the last of all."""
    return next(filter(_take, sorted(usual(), reverse=True)), max(usual()))


def _take(core: int) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as claim:
        try:
            claim.bind("\0" + TAKEN.format(core))
        except OSError:
            return False
        claim.detach()  # stays open
        return True


def share(pids: Iterable[int]) -> None:
    """Move frozen processes with all their threads, and ourselves, to one processor; what has gone is left out.

    What they start later stays there too: a box cannot choose its processors.
    """
    core = chosen()
    os.sched_setaffinity(0, {core})
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            for task in os.listdir(f"/proc/{pid}/task"):
                with suppress(ProcessLookupError):
                    os.sched_setaffinity(int(task), {core})


def part() -> None:
    """Take all our processors again."""
    os.sched_setaffinity(0, usual())

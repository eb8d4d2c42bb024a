"""Channel: time that the supervisor adds to a worker that is busy for a known time after its input has arrived.

The workers of this bench are bare processes, not sandboxes: what is measured is the channel itself, and beside it what is
left once the round trip of an echo with inputs of the same size is taken off, as it is taken off every time that is reported.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from grader.verify import cores
from grader.verify.channel import Channel
from grader.verify.start import without_channel

CALLS, BLOCK = 60, 10
WORKER = """
import os, struct, sys, time
busy = float(sys.argv[1]) / 1e3
while len(head := os.read(3, 16)) == 16:
    end = time.monotonic() + busy
    while time.monotonic() < end: pass
    os.write(3, head[:8] + bytes(4))
"""
Ask = Callable[[], int]


@contextmanager
def worker(busy_ms: float, payload: bytes, *, shared: bool) -> Iterator[Ask]:
    """Start a worker that is busy for `busy_ms`, on our processor as workers are or anywhere; asking it gives nanoseconds."""
    with Channel(len(payload)) as channel:
        inside = channel.child_fds

        def hand_over() -> None:
            copies = [os.dup(inside[number]) for number in (3, 4)]  # off 3 and 4 first: one may stand where the other goes
            os.dup2(copies[0], 3)
            os.dup2(copies[1], 4)

        command = [sys.executable, "-c", WORKER, str(busy_ms)]
        with subprocess.Popen(command, preexec_fn=hand_over, pass_fds=(3, 4)) as process:
            channel.started()
            if shared:
                cores.share([process.pid])
            yield lambda: channel.ask(2, payload, 4, 10.0, lambda: None).nanoseconds
            cores.part()
            process.kill()


def medians(busy_ms: float, size: int, *, shared: bool = True) -> tuple[float, float]:
    """Return the median milliseconds of the channel's clock, and the median that is reported."""
    payload, found, echoes = os.urandom(size), [], []
    with worker(busy_ms, payload, shared=shared) as ask, worker(0.0, payload, shared=shared) as echo:
        for call in range(CALLS):
            found.append(ask())
            if call % BLOCK == BLOCK - 1:
                echoes += [echo() for _ in range(2)][1:]
    return statistics.median(found[BLOCK:]) / 1e6, statistics.median(without_channel(found[BLOCK:], echoes)) / 1e6


def main(truths: Sequence[float] = (5.0, 20.0, 100.0), sizes: Sequence[int] = (1_000, 600_000, 2_000_000)) -> None:
    print(f"  {'input':>9}   " + "".join(f"{truth:>17.0f} ms" for truth in truths) + f"{'echo':>12}     load {os.getloadavg()[0]:.1f}")
    print(f"  {'':>9}   " + f"{'clock':>11}{'reported':>9}" * len(truths))
    for shared in (True, False):
        print("  on one processor" if shared else "  wherever the kernel puts them")
        for size in sizes:
            pairs = [medians(truth, size, shared=shared) for truth in truths]
            cells = [f"{100 * (each / truth - 1):>+8.2f} %" for truth, pair in zip(truths, pairs, strict=True) for each in pair]
            print(f"  {size / 1e3:>6.0f} kB   {''.join(cells)} {medians(0.0, size, shared=shared)[0]:>8.3f} ms")


if __name__ == "__main__":
    main()

"""Channel: time that the supervisor adds to a worker that is busy for a known time after its input has arrived.

The worker of this bench is a bare process, not a sandbox: what is measured is the channel itself.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence

from grader.verify import cores
from grader.verify.channel import Channel

CALLS = 60
WORKER = """
import os, struct, sys, time
busy = float(sys.argv[1]) / 1e3
while len(head := os.read(3, 16)) == 16:
    end = time.monotonic() + busy
    while time.monotonic() < end: pass
    os.write(3, head[:8] + bytes(4))
"""


def median(busy_ms: float, size: int, *, shared: bool = True) -> float:
    """Return the median reported milliseconds of a worker that is busy for `busy_ms`, on our processor as workers are, or anywhere."""
    with Channel(size) as channel:
        inside = channel.child_fds

        def hand_over() -> None:
            copies = [os.dup(inside[number]) for number in (3, 4)]  # off 3 and 4 first: one may stand where the other goes
            os.dup2(copies[0], 3)
            os.dup2(copies[1], 4)

        command = [sys.executable, "-c", WORKER, str(busy_ms)]
        with subprocess.Popen(command, preexec_fn=hand_over, pass_fds=(3, 4)) as worker:
            channel.started()
            if shared:
                cores.share([worker.pid])
            payload = os.urandom(size)
            found = [channel.ask(2, payload, 4, 10.0, lambda: None).nanoseconds / 1e6 for _ in range(CALLS)]
            cores.part()
            worker.kill()
    return statistics.median(found[10:])


def main(truths: Sequence[float] = (5.0, 20.0, 100.0), sizes: Sequence[int] = (1_000, 600_000, 2_000_000)) -> None:
    print(f"  {'input':>9}   " + "".join(f"{truth:>8.0f} ms" for truth in truths) + f"{'echo':>12}     load {os.getloadavg()[0]:.1f}")
    for shared in (True, False):
        print("  on one processor" if shared else "  wherever the kernel puts them")
        for size in sizes:
            cells = [f"{100 * (median(truth, size, shared=shared) / truth - 1):>+9.2f} %" for truth in truths]
            print(f"  {size / 1e3:>6.0f} kB   {''.join(cells)} {median(0.0, size, shared=shared):>8.3f} ms")


if __name__ == "__main__":
    main()

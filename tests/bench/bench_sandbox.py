"""Sandbox: milliseconds to start and end a program that does nothing, beside the bare program and a bare bwrap."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable

from grader.verify.sandbox import Policy, Sandbox, find_bwrap


def boxed() -> None:
    with Sandbox(["/bin/true"], policy=Policy(), mounts=[]) as box:
        box.wait()


def median_ms(action: Callable[[], object], times: int = 30) -> float:
    found = []
    for _ in range(times):
        start = time.monotonic()
        action()
        found.append((time.monotonic() - start) * 1e3)
    return statistics.median(found)


def main() -> None:
    bwrap = [str(find_bwrap()), "--ro-bind", "/", "/", "--unshare-all", "/bin/true"]
    print(f"  /bin/true bare       {median_ms(lambda: subprocess.run(['/bin/true'], check=True)):>7.1f} ms")
    print(f"  /bin/true in bwrap   {median_ms(lambda: subprocess.run(bwrap, check=True)):>7.1f} ms")
    print(f"  /bin/true in the box {median_ms(boxed):>7.1f} ms")


if __name__ == "__main__":
    main()

"""Memory: known amounts beside what is measured of them in a box, and the supervisor's own peak with an artifact of 2 GB.

Run with `python -m tests.bench.bench_memory 500` for an artifact of 500 MB. The aims: 0.5 MB, and at most 150 MB for the supervisor.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.core.quantity import MB, MIB
from tests.verify.test_footprint import measure

AMOUNTS = (50, 200, 800)
BESIDE = {"a child that has ended": "child(200)", "a memfd that is not mapped": "held.append(memfd(200))", "a file in /tmp": "store(200)"}

#: Half of it random, half repeated; it goes through the supervisor as an artifact does. Prints seconds and peak MB of each step.
SUPERVISOR = """
import os, sys, time
from dataclasses import replace
from pathlib import Path
from grader.course import load_course
from grader.verify import results, verify
from grader.verify.artifact import freeze
from grader.verify.bench import Bench
from grader.verify.statistics import proportion_interval
def told(name, start):
    # VmHWM: ru_maxrss of a process counts what its parent had when it forked
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(f"{name}|{time.monotonic() - start:.1f}|{peak * 1024 / 1e6:.0f}", flush=True)
directory, megabytes = Path(sys.argv[1]), int(sys.argv[2])
course = load_course(Path(sys.argv[3]))
start = time.monotonic()
Bench(course, next(iter(course.data.values())))
proportion_interval(1, 2, 3)  # loads what the intervals need
told("evaluation set read", start)
start = time.monotonic()
artifact = freeze(os.open(directory / "out", os.O_RDONLY | os.O_DIRECTORY), directory / "frozen", megabytes + 1)
told("frozen and hashed", start)
start = time.monotonic()
results.sizes(artifact, 1000)
told("sizes and gz", start)
"""


def write(directory: Path, megabytes: int, files: int = 4) -> None:
    """Write an artifact of so many megabytes, in a few files."""
    directory.mkdir()
    repeated = os.urandom(MB // 8) * 4
    for number in range(files):
        with (directory / f"weights{number}.bin").open("wb") as file:
            for _ in range(megabytes // files):
                file.write(os.urandom(MB // 2))
                file.write(repeated)


def main(megabytes: int = 2_000) -> None:
    for mib in AMOUNTS:
        found = measure(f"held.append(take({mib}))")
        print(f"  {mib:>4} MiB taken            {(found.peak - found.loaded) / MIB:>8.2f} MiB")
    found = measure("take(200)")
    print(f"   200 MiB, a short spike {(found.peak - found.loaded) / MIB:>8.2f} MiB")
    for name, line in BESIDE.items():
        found = measure(line)
        shown = "not seen" if found.beside is None else f"{found.beside / MIB:.2f} MiB by the group"
        print(f"   200 MiB, {name:<27}{(found.peak - found.loaded) / MIB:>6.2f} MiB by the processes, {shown}")
    course = Path(__file__).parent.parent.parent / ".github/course.yml"
    with TemporaryDirectory(dir="/var/tmp") as directory:  # a disk, where /tmp may be memory
        begin = time.monotonic()
        write(Path(directory) / "out", megabytes)
        print(f"  supervisor, artifact of {megabytes} MB (written in {time.monotonic() - begin:.0f} s)")
        argv = [sys.executable, "-c", SUPERVISOR, directory, str(megabytes), str(course)]
        done = subprocess.run(argv, capture_output=True, text=True, check=True)
    for step in done.stdout.splitlines():
        name, seconds, peak = step.split("|")
        print(f"    {name:<21}{seconds:>6} s, peak so far {peak:>4} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

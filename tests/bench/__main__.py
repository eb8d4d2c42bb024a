"""`make bench`: measure the figures that README gives, on this machine, each beside its anchor from the same run.

`python -m tests.bench ratio channel` measures only those named.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

from grader.course import load_course
from grader.verify.machine import this_machine

ROOT = Path(__file__).parent.parent.parent


def main(names: list[str]) -> None:
    machine = this_machine(load_course(ROOT / ".github/course.yml").measuring)
    print(f"{machine.cpu}, {machine.cores} cores, {machine.system}, load {os.getloadavg()[0]:.1f}, {platform.machine()}\n", flush=True)
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if names and path.stem.removeprefix("bench_") not in names:
            continue
        # each in a process of its own: one that has counted gigabytes of weights forks slowly
        code = f"from tests.bench import {path.stem} as bench; print(bench.__doc__.splitlines()[0]); bench.main()"
        subprocess.run([sys.executable, "-c", code], check=True)
        print(flush=True)


main(sys.argv[1:])

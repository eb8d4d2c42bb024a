"""`make bench`: measure the figures that README gives, on this machine, each beside its anchor from the same run.

`python -m tests.bench ratio channel` measures only those named.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module
from pathlib import Path

from grader.course import load_course
from grader.verify.machine import this_machine

ROOT = Path(__file__).parent.parent.parent


def main(names: list[str]) -> None:
    machine = this_machine(load_course(ROOT / ".github/course.yml").measuring)
    print(f"{machine.cpu}, {machine.cores} cores, {machine.system}, load {os.getloadavg()[0]:.1f}, {platform.machine()}\n")
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if names and path.stem.removeprefix("bench_") not in names:
            continue
        bench = import_module(f"tests.bench.{path.stem}")
        print((bench.__doc__ or path.stem).splitlines()[0])
        bench.main()
        print()


main(sys.argv[1:])

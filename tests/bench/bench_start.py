"""Start: seconds until a worker is up, with and without a zygote, and a whole run beside a bare loop with the same imports.

The worker is the original on its own model. The run: two starts, 200 examples in all, alone. The bare loop: one process that imports,
loads, and predicts the same 200 examples. Run and loop take turns, and the medians of both are compared. The aims: 0.2 s, and 1.1.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from grader.course import Course, load_course
from grader.verify import measure
from grader.verify.bench import Bench
from grader.verify.environment import variables
from grader.verify.plan import PlannedRow
from grader.verify.worker import Worker
from grader.worker import adapters, shim

ROOT = Path(__file__).parent.parent.parent
EXAMPLES, TURNS = 200, 3
LOOP = """
import runpy, sys
shim, adapter = runpy.run_path(sys.argv[1]), runpy.run_path(sys.argv[2])
from pathlib import Path
model = adapter["load"](Path(sys.argv[3]), "cpu")
while size := sys.stdin.buffer.read(4):
    adapter["predict"](model, shim["inputs_of"](sys.stdin.buffer.read(int.from_bytes(size, "little"))))
"""


def bare(bench: Bench, source: Path) -> float:
    """Return the seconds that a process takes for the same work with nothing around it."""
    adapter = Path(adapters.__path__[0]) / bench._task.adapter
    payloads = [example.payload for example in bench._examples[:EXAMPLES]]
    data = b"".join(len(payload).to_bytes(4, "little") + payload for payload in payloads)
    argv = [sys.executable, "-I", "-B", "-c", LOOP, str(shim.__file__), str(adapter), str(source)]
    begin = time.monotonic()
    subprocess.run(argv, input=data, env=os.environ | variables(1), stderr=subprocess.DEVNULL, check=True)
    return time.monotonic() - begin


def run(course: Course, row: PlannedRow) -> float:
    """Return the seconds of two starts of the original alone, with everything that belongs to them but the reading of the examples."""
    bench = Bench(course, next(iter(course.data.values())))
    begin = time.monotonic()
    with bench:
        setting = measure.Setting(
            workers=[bench._original(row)], echo=bench._echo, examples=bench._examples, task=bench._task, measuring=course.measuring
        )
        for chosen in measure.deal(len(bench._examples), course.measuring):
            measure.run_start(setting, chosen, [], lambda done: None)
    return time.monotonic() - begin


def started(worker: Worker) -> float:
    """Return the seconds from nothing to a loaded model."""
    begin = time.monotonic()
    with worker:
        worker.load()
        return time.monotonic() - begin


def main() -> None:
    course = load_course(ROOT / ".github/course.yml")
    course = replace(course, measuring=replace(course.measuring, examples=EXAMPLES // 2, starts=2))
    name, data = next(iter(course.models)), next(iter(course.data.values()))
    row = PlannedRow(row=0, source=course.root / course.models[name].path, code=None)
    bench = Bench(course, data)
    with bench:
        make = bench._original(row)
        first, later = started(make()), [started(make()) for _ in range(5)]
        arguments, mounts = bench._arguments(bench._original_adapter()), bench._original_mounts(row)
        fresh = [started(bench._start(arguments, mounts)) for _ in range(3)]
    print(f"  first worker of a zygote, imports and load {first:>6.2f} s")
    print(f"  each later worker, load included           {statistics.median(later):>6.2f} s")
    print(f"  each fresh process, imports and load       {statistics.median(fresh):>6.2f} s")
    turns = [(bare(bench, row.source), run(course, row)) for _ in range(TURNS)]
    loop, whole = (statistics.median(each) for each in zip(*turns, strict=True))
    ratio = statistics.median(whole / loop for loop, whole in turns)
    print(f"  {EXAMPLES} examples: bare loop {loop:.2f} s, whole run {whole:.2f} s, {ratio:.2f} of it; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()

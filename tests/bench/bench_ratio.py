"""Ratio: error of the speed-up of two workers that take a known time, coverage of its interval, and both beside burners.

The workers run in real sandboxes and use a known amount of processor time, the original twice as much; each example
varies by 3.5 % and each start of a worker by 0.7 %, so that ratios vary by 5 % and by 1 % as those of real models do.
Every pair of recorded starts counts as one run of two starts: the pairs are many but not independent. What the channel
and the shim add is measured by a third worker that takes no time, and goes into the ratio that is held to be true.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.course import Limits, Measuring
from grader.verify.doubts import doubts
from grader.verify.measure import Setting, narrow, run_start, steady_start
from grader.verify.results import times
from grader.verify.sandbox import Mount
from grader.verify.start import Arm, Start
from grader.verify.tasks import Example
from grader.verify.tasks.task import Task
from grader.verify.worker import Worker

STARTS, RUNS, BUSY, TIME_MS = 60, 12, 0.4, 1.5
#: On a busy machine starts are repeated; then there are fewer of them, to end in time.
RECORDING, BURNING = 110.0, 60.0
MEASURING = Measuring(threads=1, examples=110, warm_up=10, block=10, starts=2, least=50, width=0.025, seconds=600.0)
LIMITS = Limits(build_seconds=60, load_seconds=60, predict_seconds=60, memory_mb=300, artifact_mb=2, processes=32)
SPEC = json.dumps({"labels": ["done"]})
HEADER = json.dumps([{"text": "go on"}]).encode()
PAYLOAD = len(HEADER).to_bytes(4, "little") + HEADER
ADAPTER = """
import math, random, time
def load(path, device):
    return {milliseconds} / 1e3 * math.exp(random.gauss(0, 0.01 / math.sqrt(2)))
def predict(model, inputs):
    end = time.thread_time() + model * math.exp(random.gauss(0, 0.05 / math.sqrt(2)))
    while time.thread_time() < end:
        pass
    return [0]
"""
#: Busy in the windows of a quarter of a second that a seed chooses; all burners with one seed choose the same.
BURNER = """
import random, sys, time
seed, share = int(sys.argv[1]), float(sys.argv[2])
while True:
    window = int(time.monotonic() / 0.25)
    if random.Random(seed * 1_000_000 + window).random() < share:
        while time.monotonic() < (window + 1) * 0.25: pass
    else:
        time.sleep(max((window + 1) * 0.25 - time.monotonic(), 0))
"""


class Waiting:
    """What the measuring asks of a task: bytes in, bytes out."""

    def read(self, reply: bytes) -> int:
        """Read one reply."""
        return int.from_bytes(reply, "little")


def setting(directory: Path, times_ms: Sequence[float]) -> Setting:
    """Make the setting of a row whose workers take so long."""

    def make(milliseconds: float) -> Callable[[], Worker]:
        code = directory / f"takes{milliseconds:g}.py"
        code.write_text(ADAPTER.format(milliseconds=milliseconds))
        mounts = [Mount(source=code, target="/code/a.py"), Mount(source=directory, target="/artifact")]
        return partial(start_worker, ["infer", "/code/a.py", "/artifact", "cpu", SPEC], mounts)

    task: Task = Waiting()  # type: ignore[assignment]
    examples = [Example(PAYLOAD, 4, 0)] * (MEASURING.examples * MEASURING.starts)
    workers = [make(milliseconds) for milliseconds in times_ms]
    return Setting(workers=workers, echo=partial(start_worker, ["imports", "[]"], []), examples=examples, task=task, measuring=MEASURING)


def start_worker(arguments: list[str], mounts: list[Mount]) -> Worker:
    return Worker(arguments, mounts, limits=LIMITS, measuring=MEASURING, input_bytes=len(PAYLOAD))


def one_start(one: Setting, earlier: Sequence[Start] = ()) -> Start:
    return steady_start(partial(run_start, one, tuple(range(MEASURING.examples)), earlier, lambda done: None))


def first(start: Start, count: int) -> Start:
    """Return a start as it would be if it had ended after so many examples."""
    candidate, original = (Arm(nanoseconds=arm.nanoseconds[:count]) for arm in arms_of(start))
    return Start(examples=start.examples[:count], candidate=candidate, original=original)


def stopped(starts: Sequence[Start]) -> list[Start]:
    """Replay on recorded starts the rule by which timing ends where time is short."""
    kept: list[Start] = []
    rounds = range(MEASURING.warm_up + MEASURING.least, MEASURING.examples, 2 * MEASURING.block)
    for start in starts:
        kept.append(next((cut for count in rounds if narrow([*kept, cut := first(start, count)], MEASURING)), start))
    return kept


def speed_up(starts: Sequence[Start]) -> tuple[float, float, float]:
    """Return the measured speed-up and its interval."""
    ratio = times(starts, MEASURING.warm_up, MEASURING.threads)[1]
    return ratio.value, ratio.low, ratio.high


def of_medians(starts: Sequence[Start]) -> float:
    """Return what a plain ratio of medians would say."""
    arms = zip(*map(arms_of, starts), strict=True)
    candidate, original = (statistics.median(ns for arm in each for ns in arm.nanoseconds[MEASURING.warm_up :]) for each in arms)
    return float(original / candidate)


def arms_of(start: Start) -> tuple[Arm, Arm]:
    assert start.original
    return start.candidate, start.original


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


@contextmanager
def burners(seed: int) -> Iterator[None]:
    """Keep every processor busy for a random part of the time."""
    programs = [subprocess.Popen([sys.executable, "-c", BURNER, str(seed), str(BUSY)]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


def true_ratio(empty: Start) -> float:
    """Return the ratio that a perfect measuring would find: the known times, each with the cost of a request."""
    request = statistics.median(empty.candidate.nanoseconds[MEASURING.warm_up :]) / 1e6
    return (2 * TIME_MS + request) / (TIME_MS + request)


def print_runs(name: str, runs: Sequence[Sequence[Start]], truth: float) -> None:
    found = [speed_up(starts) for starts in runs]
    errors = [abs(value / truth - 1) for value, _, _ in found]
    covered = sum(low <= truth <= high for _, low, high in found) / len(found)
    width = statistics.median((high - low) / 2 / value for value, low, high in found)
    timed = statistics.fmean(start.timed - MEASURING.warm_up for starts in runs for start in starts)
    print(
        f"  {name:<26}{timed:>8.0f}{statistics.median(errors):>10.2%}{percentile(errors, 0.95):>10.2%}"
        f"{max(errors):>10.2%}{width:>10.2%}{covered:>10.1%}"
    )


def main(starts: int = STARTS, runs: int = RUNS) -> None:
    with TemporaryDirectory(prefix="grader-bench-") as name:
        directory = Path(name)
        directory.chmod(0o755)
        both = setting(directory, (TIME_MS, 2 * TIME_MS))
        empty = one_start(setting(directory, (0,)))
        began = time.monotonic()
        recorded: list[Start] = []
        while len(recorded) < starts and (len(recorded) < 2 or time.monotonic() - began < RECORDING):
            recorded.append(one_start(both))
        seconds = time.monotonic() - began
        truth = true_ratio(empty)
        pairs = list(itertools.combinations(recorded, 2))
        print(f"  true ratio {truth:.4f}; {len(recorded)} starts in {seconds:.0f} s, {len(pairs)} pairs, load {os.getloadavg()[0]:.1f}")
        print(f"  {'two starts':<26}{'timed':>8}{'median':>10}{'95 %':>10}{'worst':>10}{'± width':>10}{'covered':>10}")
        held = [pair for pair in pairs if not doubts(pair)]
        print_runs("all examples", pairs, truth)
        if held:
            print_runs("of these, not unsteady", held, truth)
            print_runs("… until narrow enough", [stopped(pair) for pair in held], truth)
        plain = [abs(of_medians(pair) / truth - 1) for pair in pairs]
        print(
            f"  {'plain ratio of medians':<26}{'':>8}{statistics.median(plain):>10.2%}{percentile(plain, 0.95):>10.2%}{max(plain):>10.2%}"
        )
        spread = statistics.stdev(math.log(statistics.median(start.ratios(MEASURING.warm_up))) for start in recorded)
        called = sum(bool(doubts([start])) for start in recorded)
        print(f"  starts differ by {spread:.2%} (1 % is built in); called unsteady without a burner: {called} of {len(recorded)}")
        print_burnt(both, runs, truth)


def print_burnt(one: Setting, runs: int, truth: float) -> None:
    """Measure whole runs beside burners: each has to be right, or to be called unsteady."""
    steady: list[float] = []
    unsteady: list[float] = []
    began = time.monotonic()
    for seed in range(runs):
        if seed and time.monotonic() - began > BURNING:
            break
        with burners(seed):
            kept: list[Start] = []
            for _ in range(MEASURING.starts):
                kept.append(one_start(one, kept))
        (unsteady if doubts(kept) else steady).append(abs(speed_up(kept)[0] / truth - 1))
    seconds, wrong = time.monotonic() - began, sum(error > 0.05 for error in steady)
    print(f"  burners on all processors {BUSY:.0%} of the time: {len(steady) + len(unsteady)} runs in {seconds:.0f} s")
    print(f"    held: {len(steady)}, worst error {max(steady, default=0.0):.2%}, more than 5 %: {wrong}")
    print(f"    called unsteady: {len(unsteady)}, worst error {max(unsteady, default=0.0):.2%}")


if __name__ == "__main__":
    main()

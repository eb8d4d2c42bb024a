"""One pass over fresh examples gives latency, quality and memory, from the very same replies.

Candidate and original take turns in blocks, in ABBA order, and the idle one is frozen with all its processes: turns of
single examples bias the ratio through the caches, and an idle worker left running can fake any ratio. The first examples
of the stream are discarded from the timing, not from the score. Fresh starts differ by about 1 %, so there are at least
two, and no example is used twice.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field

from grader.course import Measuring
from grader.verify.endings import course_part
from grader.verify.tasks import Example, Task
from grader.verify.worker import Worker

#: The processor's clock and the wall clock of a single-threaded worker agree within 1.3 % on a quiet machine; a start
#: with a larger gap is run again, at most so many times.
MAX_CLOCK_GAP, REPEATS = 0.05, 2
#: An echo through the channel takes 8 to 50 µs (`make bench`).
ROUND_TRIP_NS = 50_000


@dataclass(slots=True)
class Arm:
    """What one worker did in one start: nanoseconds and prediction per example, memory in bytes, load time in seconds."""

    nanoseconds: list[int] = field(default_factory=list)
    predictions: list[int] = field(default_factory=list)
    load_seconds: float = 0.0
    loaded_bytes: int = 0
    peak_bytes: int = 0
    busy_ns: int = 0

    @property
    def clock_gap(self) -> float:
        """How much of the timed span the worker's processor time does not cover: the share that something else took.

        What a round trip of the channel takes is nobody's, and shows only where predictions take microseconds. Less than
        nothing is missing where several threads worked.
        """
        wall = sum(self.nanoseconds)
        missing = wall - self.busy_ns
        nobodys = min(max(missing, 0), ROUND_TRIP_NS * len(self.nanoseconds))
        return (missing - nobodys) / wall if wall else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One fresh start: which examples were asked, in order, and what each worker did with them."""

    examples: tuple[int, ...]
    candidate: Arm
    original: Arm | None

    @property
    def clock_gap(self) -> float:
        """The larger clock gap of its workers."""
        return max(arm.clock_gap for arm in (self.candidate, self.original) if arm is not None)


def deal(count: int, measuring: Measuring) -> Iterator[tuple[int, ...]]:
    """Deal out the indices of `count` examples at random, one hand for each start, none in two hands."""
    order = list(range(count))
    random.SystemRandom().shuffle(order)
    hand = min(measuring.examples, count // measuring.starts)
    for start in range(measuring.starts):
        yield tuple(order[start * hand : (start + 1) * hand])


def run_start(
    workers: Sequence[Callable[[], Worker]],
    chosen: tuple[int, ...],
    examples: Sequence[Example],
    task: Task,
    measuring: Measuring,
    progress: Callable[[int], None],
) -> Start:
    """Run one fresh start: the candidate, and the original beside it where there are two workers.

    Raises:
        Ended: a worker did not do its part; for the original the ending is ours.
        SandboxUnavailable: a sandbox cannot be set up.
    """
    arms = [Arm() for _ in workers]
    with ExitStack() as stack:
        running: list[Worker] = []
        # one after the other, each frozen before the next: a candidate that loads can starve whatever runs beside it
        for index, make in enumerate(workers):
            with _blame(index):
                worker = stack.enter_context(make())
                arms[index].load_seconds = worker.load()
                arms[index].loaded_bytes = worker.reset_peak()
                worker.freeze()
                running.append(worker)
        progress(0)  # all have loaded
        for turn, block in _turns(len(chosen), measuring.block, len(workers)):
            with _blame(turn):
                _block(running[turn], arms[turn], [examples[chosen[i]] for i in block], task)
            progress(len(block))
        for index, worker in enumerate(running):
            with _blame(index):
                worker.thaw()
                worker.settle()
                arms[index].peak_bytes = worker.peak_bytes()
    return Start(examples=chosen, candidate=arms[0], original=arms[1] if len(arms) > 1 else None)


def steady_start(run: Callable[[], Start]) -> Start:
    """Run a start, again while something else takes the processor from it, and keep the least disturbed one."""
    kept = run()
    for _ in range(REPEATS):
        if kept.clock_gap <= MAX_CLOCK_GAP:
            break
        kept = min(kept, run(), key=lambda start: start.clock_gap)
    return kept


def _turns(count: int, block: int, workers: int) -> Iterator[tuple[int, range]]:
    """Yield whose turn it is and with which examples: A B, B A, A B and so on."""
    for number, first in enumerate(range(0, count, block)):
        order = range(workers) if number % 2 == 0 else range(workers - 1, -1, -1)
        for turn in order:
            yield turn, range(first, min(first + block, count))


def _block(worker: Worker, arm: Arm, examples: Sequence[Example], task: Task) -> None:
    """Thaw a worker, ask it some examples, freeze it again."""
    worker.thaw()
    before = worker.cpu_ns()
    for example in examples:
        reply = worker.predict(example.payload, task.reply_bytes)
        arm.nanoseconds.append(reply.nanoseconds)
        arm.predictions.append(task.read(reply.payload))
    arm.busy_ns += worker.cpu_ns() - before
    worker.freeze()


def _blame(worker: int) -> AbstractContextManager[None]:
    """What any worker but the first does wrong is the course's: it is the original."""
    return course_part() if worker else nullcontext()

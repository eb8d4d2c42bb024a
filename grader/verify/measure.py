"""One pass over fresh examples gives latency, quality and memory, from the very same replies.

Candidate and original take turns in blocks of the same examples, in ABBA order, and the idle one is frozen with all its
processes: turns of single examples bias the ratio through the caches, and an idle worker left running can fake any ratio.
The first examples of the stream are discarded from the timing, not from the score. Fresh starts differ by about 1 %, so
there are at least two, and no example is used twice.

How many examples are timed is decided on the way. Where the time is enough for all of them, all are. Where it is not, at
least as many as the course says, then until the interval of the median of the paired ratios is narrow enough; the rest
is asked of the candidate alone, for its score, as far as the time goes.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from os import getloadavg

from grader.core.run import Ending
from grader.course import Measuring
from grader.verify import disturbance
from grader.verify.discretion import Discretion
from grader.verify.disturbance import Tally
from grader.verify.doubts import severity
from grader.verify.endings import Ended, course_part
from grader.verify.start import Arm, Start
from grader.verify.statistics import expected_width
from grader.verify.tasks import Example, Task
from grader.verify.tasks.probing import LEAST, SHARE, Probe, Probed, Probing
from grader.verify.worker import ACK_BYTES, Worker

#: A disturbed start is run again at most so many times.
REPEATS = 2
#: By the second reply a program is as quick as it gets.
_SETTLED = 2
#: Fresh starts of one program differ by this standard deviation: the speed-up, and the time itself, with one thread and
#: with more; known from eight starts of each of three models (with one thread 1.1, 0.9 and 1.4 %).
RATIO_SPREAD, TIME_SPREAD = (0.012, 0.03), (0.04, 0.13)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What all starts of a row share: how its workers are made (the candidate's first) and the echo's, and what they are asked.

    The last `private` examples are nobody's but the course's.
    """

    workers: Sequence[Callable[[], Worker]]
    echo: Callable[[], Worker]
    examples: Sequence[Example]
    task: Task
    measuring: Measuring
    private: int = 0


def deal(count: int, measuring: Measuring, private: int = 0) -> Iterator[tuple[int, ...]]:
    """Deal out the indices of `count` examples at random, one hand for each start, none in two hands.

    Each hand has the same share of the last `private` ones, and none of them among the first that are discarded: an adapter that does not
    work at all has shown it by then, and may say why.
    """
    draw, hand = random.SystemRandom(), min(measuring.examples, count // measuring.starts)
    secret = min(round(hand * private / max(count, 1)), private // measuring.starts)
    open_, closed = (draw.sample(part, len(part)) for part in (range(count - private), range(count - private, count)))
    own = min(hand - secret, len(open_) // measuring.starts)
    for start in range(measuring.starts):
        first, rest = open_[start * own :][: min(measuring.warm_up, own)], open_[start * own :][measuring.warm_up : own]
        rest += closed[start * secret :][:secret]
        yield (*first, *draw.sample(rest, len(rest)))


def run_start(
    setting: Setting, chosen: tuple[int, ...], earlier: Sequence[Start], progress: Callable[[float], None], probes: Sequence[Probe] = ()
) -> Start:
    """Run one fresh start: the candidate, and the original beside it where there are two workers.

    `progress` hears how much of the start is done (0 to 1). The candidate is asked `probes` before anything else, untimed.

    Raises:
        Ended: a worker did not do its part; for the original and the echo the ending is ours.
        SandboxUnavailable: a sandbox cannot be set up.
    """
    with ExitStack() as stack:
        echo = stack.enter_context(_echo(setting.echo))
        public = len(setting.examples) - setting.private
        # a start could tell a later one some bytes: what that prints is withheld from the beginning
        told = dict.fromkeys(range(len(setting.workers)), "") if earlier and setting.private else {}
        running = _Running(setting, echo, Discretion(public, told))
        # one after the other, each frozen before the next: a candidate that loads can starve whatever runs beside it
        for index, make in enumerate(setting.workers):
            with running.part(index):
                running.add(stack.enter_context(make()))
        progress(0.0)  # all have loaded
        running.probe(probes)
        began, waited = time.monotonic(), disturbance.pressure_seconds()
        deadline = began + setting.measuring.seconds / setting.measuring.starts
        for asked in running.timed(chosen, earlier, deadline):
            progress(asked / len(chosen))
        took, pressed = time.monotonic() - began, disturbance.pressure_seconds()
        for asked in running.rest(chosen, deadline):
            progress(asked / len(chosen))
        running.finish()
        progress(1.0)
    return running.start(chosen, pressure=None if waited is None or pressed is None else (pressed - waited) / took)


@dataclass(slots=True)
class _Running:
    """The workers of a start while it goes on, each with what it has done."""

    setting: Setting
    echo: Worker
    discretion: Discretion
    workers: list[Worker] = field(default_factory=list)
    arms: list[Arm] = field(default_factory=list)
    echo_ns: list[int] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def add(self, worker: Worker) -> None:
        """Have a worker load its model, and freeze it."""
        arm = Arm(load_seconds=worker.load())
        arm.memory = worker.memory()
        worker.freeze()
        self.workers.append(worker)
        self.arms.append(arm)

    def probe(self, probes: Sequence[Probe]) -> None:
        """Ask the candidate what the replies of other starts can be held against; of a slow one, some of it has to do."""
        task, worker, left = self.setting.task, self.workers[0], list(probes)
        if not left or not isinstance(task, Probing):
            return
        room, took = SHARE * self.setting.measuring.seconds / self.setting.measuring.starts, 0
        with self.part(0):
            worker.thaw()
            while left:
                probe = left.pop(0)
                self.discretion.before(0, worker, probe.example)
                reply = worker.predict(probe.payload, probe.reply_bytes)
                self.arms[0].probed.append(Probed(probe.example, probe.place, task.value(probe, reply.payload)))
                took += 1
                if took == _SETTLED:
                    most = max(int(room * 1e9 / reply.nanoseconds), LEAST) - took
                    left = [left[index] for index in sorted(random.SystemRandom().sample(range(len(left)), min(most, len(left))))]
            worker.freeze()

    def timed(self, chosen: Sequence[int], earlier: Sequence[Start], deadline: float) -> Iterator[int]:
        """Have blocks of examples predicted by all workers in turn until that is enough; yield how many were asked."""
        block, witness, began = self.setting.measuring.block, len(self.workers) - 1, time.monotonic()
        for number, first in enumerate(range(0, len(chosen), block)):
            for turn in _order(number, len(self.workers)):
                before = disturbance.read() if turn == witness else None
                busy = self._block(turn, chosen[first : first + block])
                if before is not None:
                    self.tally.add(before, disturbance.read(), busy / 1e9)
            self._ask_echo(self.setting.examples[chosen[first]].payload)
            asked = min(first + block, len(chosen))
            yield asked
            now = time.monotonic()
            expected = began + (now - began) * len(chosen) / asked
            if number % 2 and self._enough(asked, earlier, late=now > deadline, tight=expected > deadline):
                return

    def rest(self, chosen: Sequence[int], deadline: float) -> Iterator[int]:
        """Have the examples that are left predicted by the candidate, for its score; yield how many were asked."""
        block = self.setting.measuring.block
        for first in range(len(self.arms[0].predictions), len(chosen), block):
            if time.monotonic() > deadline:
                return
            self._block(0, chosen[first : first + block])
            yield min(first + block, len(chosen))

    def finish(self) -> None:
        """Check that nobody has anything left to say, measure what memory each has used, and see what the candidate has loaded."""
        self.arms[0].seen = self.workers[0].seen()
        for index, (worker, arm) in enumerate(zip(self.workers, self.arms, strict=True)):
            with self.part(index):
                worker.thaw()
                worker.settle()
                if loaded := arm.memory:
                    arm.memory = worker.memory(loaded)

    def start(self, chosen: Sequence[int], *, pressure: float | None) -> Start:
        """Return what was measured."""
        return Start(
            examples=tuple(chosen[: len(self.arms[0].predictions)]), candidate=self.arms[0],
            original=self.arms[1] if len(self.arms) > 1 else None,
            echo_ns=tuple(self.echo_ns), tally=self.tally, pressure=pressure, load=getloadavg()[0],
            on_device=self.setting.measuring.gpu is not None,
        )  # fmt: skip

    @contextmanager
    def part(self, worker: int) -> Iterator[None]:
        """What any worker but the first does wrong is the course's: it is the original."""
        with course_part() if worker else nullcontext(), self.discretion.part(worker):
            yield

    def _enough(self, asked: int, earlier: Sequence[Start], *, late: bool, tight: bool) -> bool:
        """Decide after a whole ABBA whether to stop timing: the time is up, or will not do for all and the interval is narrow."""
        measuring = self.setting.measuring
        if asked <= measuring.warm_up:
            return False
        if late:
            return True
        if not tight or len(self.arms) == 1 or asked < measuring.warm_up + measuring.least:
            return False
        now = Start(examples=(), candidate=self.arms[0], original=self.arms[1], echo_ns=tuple(self.echo_ns))
        return narrow([*earlier, now], measuring)

    def _block(self, turn: int, block: Sequence[int]) -> int:
        """Thaw a worker, ask it some examples, freeze it again; return the processor time it took in nanoseconds."""
        worker, arm, examples, task = self.workers[turn], self.arms[turn], self.setting.examples, self.setting.task
        with self.part(turn):
            worker.thaw()
            before = worker.cpu_ns()
            for index in block:
                example = examples[index]
                self.discretion.before(turn, worker, index)
                reply = worker.predict(example.payload, example.reply_bytes)
                arm.nanoseconds.append(reply.nanoseconds)
                arm.predictions.append(task.read(reply.payload))
            busy = worker.cpu_ns() - before
            worker.freeze()
        arm.busy_ns += busy
        return busy

    def _ask_echo(self, payload: bytes) -> None:
        """Time a request that computes nothing, of the size that others have; the first after the thaw is not like those of a block."""
        with _our_part():
            self.echo.thaw()
            for _ in range(2):
                reply = self.echo.predict(payload, ACK_BYTES)
            self.echo.freeze()
        self.echo_ns.append(reply.nanoseconds)


def narrow(starts: Sequence[Start], measuring: Measuring) -> bool:
    """Tell whether the interval of the speed-up will be narrow enough if the starts to come are like these."""
    ratios = [start.ratios(measuring.warm_up) for start in starts]
    return expected_width(ratios, known_spread(RATIO_SPREAD, measuring.threads), measuring.starts) <= measuring.width


def known_spread(spreads: tuple[float, float], threads: int) -> float:
    """Choose between the spreads with one thread and with more."""
    return spreads[threads > 1]


def steady_start(run: Callable[[], Start], renew: Callable[[], None] = lambda: None) -> Start:
    """Run a start, again while something disturbs it, and keep the least disturbed one.

    The same examples are asked again, so `renew` is called first: it takes away all that a worker could have left behind.
    """
    kept = run()
    for _ in range(REPEATS):
        if not severity(kept):
            break
        renew()
        kept = min(kept, run(), key=severity)
    return kept


def _order(number: int, workers: int) -> range:
    """Say whose turns a round of blocks consists of: A B, B A, A B and so on."""
    return range(workers) if number % 2 == 0 else range(workers - 1, -1, -1)


@contextmanager
def _echo(make: Callable[[], Worker]) -> Iterator[Worker]:
    """Start the echo worker, frozen."""
    with ExitStack() as stack:
        with _our_part():
            worker = stack.enter_context(make())
            worker.load()
            worker.freeze()
        yield worker


@contextmanager
def _our_part() -> Iterator[None]:
    """Whatever the echo worker does wrong is ours."""
    try:
        yield
    except Ended as error:
        raise Ended(Ending.SUPERVISOR_FAILED, detail=f"the echo worker: {error.ending}") from error

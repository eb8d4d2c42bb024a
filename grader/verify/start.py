"""What is known of one fresh start: what each worker did, and what the machine did beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.verify.disturbance import Tally
from grader.verify.footprint import Memory
from grader.verify.tasks.task import Prediction

#: An echo through the channel takes 8 to 50 µs (`make bench`).
ROUND_TRIP_NS = 50_000


@dataclass(slots=True)
class Arm:
    """What one worker did in one start: nanoseconds and prediction per example, memory if it could be measured, load time in seconds.

    The imports are not in the load time of a worker that was forked after them.
    """

    nanoseconds: list[int] = field(default_factory=list)
    predictions: list[Prediction] = field(default_factory=list)
    load_seconds: float = 0.0
    memory: Memory | None = None
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
    """One fresh start: which examples were asked, in order, and what each worker did with them.

    The original was asked the first of them, which are the timed ones; the candidate may have been asked more, for its
    score. `echo_ns` are round trips of a worker that computes nothing, spread over the start; `pressure` is the share of
    the time in which some task of the machine waited for a processor, None where the kernel does not say; `load` is the
    machine's load average at the end. `on_device` tells that the workers wait for a GPU, so that their processor time is
    no measure of the time they had.
    """

    examples: tuple[int, ...]
    candidate: Arm
    original: Arm | None
    echo_ns: tuple[int, ...] = ()
    tally: Tally = field(default_factory=Tally)
    pressure: float | None = None
    load: float = 0.0
    on_device: bool = False

    @property
    def timed(self) -> int:
        """How many of the examples were timed, the discarded warm-up included."""
        return len((self.original or self.candidate).nanoseconds)

    @property
    def witness(self) -> Arm:
        """The worker that tells of disturbances: ours, for the team's could feign them."""
        return self.original or self.candidate

    def milliseconds(self, warm_up: int) -> list[float]:
        """Return the candidate's times of the timed examples."""
        return [ns / 1e6 for ns in self.candidate.nanoseconds[warm_up : self.timed]]

    def ratios(self, warm_up: int) -> list[float]:
        """Return the original's time divided by the candidate's, of each timed example; nothing without an original."""
        if self.original is None:
            return []
        pairs = zip(self.candidate.nanoseconds[warm_up:], self.original.nanoseconds[warm_up:], strict=False)
        return [theirs / own for own, theirs in pairs]

"""What is known of one fresh start: what each worker did, and what the machine did beside it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.verify.disturbance import Tally
from grader.verify.footprint import Memory
from grader.verify.seen import Seen
from grader.verify.tasks.probing import Probed
from grader.verify.tasks.task import Prediction

#: An echo through the channel takes 8 to 50 µs (`make bench`).
ROUND_TRIP_NS = 50_000
#: What the channel adds is taken off a time, but never more of it than this share.
MAX_CHANNEL = 0.01


@dataclass(slots=True)
class Arm:
    """What one worker did in one start: nanoseconds and prediction per example, memory if it could be measured, load time in seconds.

    The imports are not in the load time of a worker that was forked after them. `probed` is what it said, before any example and
    untimed, of examples of other starts (tasks/probing.py); `seen` is what the candidate had loaded at the end.
    """

    nanoseconds: list[int] = field(default_factory=list)
    predictions: list[Prediction] = field(default_factory=list)
    load_seconds: float = 0.0
    memory: Memory | None = None
    busy_ns: int = 0
    probed: list[Probed] = field(default_factory=list)
    seen: Seen | None = None

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
    score. `echo_ns` are round trips of a worker that computes nothing, with inputs of the same size, spread over the start;
    `pressure` is the share of the time in which some task of the machine waited for a processor, None where the kernel does
    not say; `load` is the machine's load average at the end. `on_device` tells that the workers wait for a GPU, so that their
    processor time is no measure of the time they had.
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
        """Return the candidate's times of the timed examples, without what the channel adds to each."""
        return [ns / 1e6 for ns in without_channel(self.candidate.nanoseconds[warm_up : self.timed], self.echo_ns)]

    def ratios(self, warm_up: int) -> list[float]:
        """Return the original's time divided by the candidate's, of each timed example; nothing without an original."""
        if self.original is None:
            return []
        own, theirs = (without_channel(arm.nanoseconds[warm_up:], self.echo_ns) for arm in (self.candidate, self.original))
        return [original / candidate for candidate, original in zip(own, theirs, strict=False)]


def without_channel(nanoseconds: Sequence[int], echo_ns: Sequence[int]) -> list[float]:
    """Take off each time what a round trip of the channel costs.

    That is the lower quartile of the echoes: a disturbance only ever adds to them, and a warm echo is quicker than the round
    trip of a worker that has just emptied the caches, so that what is taken off is too little rather than too much.
    """
    if len(echo_ns) < 2:
        return [float(ns) for ns in nanoseconds]
    channel = statistics.quantiles(echo_ns, n=4, method="inclusive")[0]
    return [ns - min(channel, MAX_CHANNEL * ns) for ns in nanoseconds]

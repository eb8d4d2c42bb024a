"""What the bot measured itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from grader.core.metric import Metric, Unit


class Definition(StrEnum):
    """What exactly was measured: people mean different things by one column, so each measurement says which."""

    # sizes
    FOLDER = "folder"  # every byte of the team's that inference can see
    WEIGHTS = "weights"  # the weight files alone
    PARAMETERS = "parameters"  # element count × element size
    GZIP = "gzip"  # the folder's files, each through zlib level 6
    # times
    PER_EXAMPLE = "per-example"  # one example, batch of one
    SPEED_UP = "speed-up"  # original's time divided by this row's, paired
    # memory
    OVER_IMPORTS = "over-imports"  # peak during inference minus an empty worker with the same imports
    OVER_LOAD = "over-load"  # peak during inference minus the memory after load
    RESIDENT = "resident"  # peak of the whole process, libraries included
    LOADED = "loaded"  # the whole process after load
    LOAD_PEAK = "load-peak"  # peak of the whole process while it loads
    BESIDE = "beside"  # what only the control group sees: children that have ended, memory that no process maps; in the peaks above
    # quality
    EVALUATION = "evaluation"  # on the course's evaluation set
    ROUGE1 = "rouge1"  # the same, mean F-measure: of words
    ROUGE2 = "rouge2"  # of pairs of words
    ROUGEL = "rougeL"  # of the longest common subsequence of words


#: The definitions of quality: one metric may have several, as ROUGE has.
QUALITY = (Definition.EVALUATION, Definition.ROUGE1, Definition.ROUGE2, Definition.ROUGEL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measured quantity with its interval; `low` and `high` are equal to `value` where nothing was sampled.

    `count` is the number of samples behind it. `samples` stay in the evidence and out of the exchanged summary.

    Raises:
        ValueError: a number is not finite, or the interval does not hold the value.
    """

    metric: Metric
    definition: Definition
    unit: Unit
    value: float
    low: float
    high: float
    count: int = 1
    samples: tuple[float, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.value, self.low, self.high, *self.samples))):
            raise ValueError(f"{self.metric}: a measurement must be finite")
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.metric}: {self.value} is outside its own interval {self.low}…{self.high}")

    @classmethod
    def exact(cls, metric: Metric, definition: Definition, value: float) -> Measurement:
        """Build a measurement without spread, such as a size."""
        return cls(metric=metric, definition=definition, unit=metric.unit, value=value, low=value, high=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """One metric on the public and on the private part of an evaluation set; `low` and `high` bound public minus private (99 %).

    Raises:
        ValueError: a number is not finite, or the interval does not hold the gap.
    """

    metric: Metric
    public: float
    private: float
    low: float
    high: float
    public_count: int
    private_count: int

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.public, self.private, self.low, self.high))):
            raise ValueError(f"{self.metric}: a gap must be finite")
        if not self.low <= self.public - self.private <= self.high:
            raise ValueError(f"{self.metric}: the gap is outside its own interval {self.low}…{self.high}")

    @property
    def differ(self) -> bool:
        """Whether the gap is beyond chance."""
        return not self.low <= 0.0 <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where the measuring was done: printed beside every time.

    `round_trip_us` is what a request costs that computes nothing: lower quartile, median, upper quartile in microseconds.
    """

    cpu: str
    cores: int
    memory_mb: int
    system: str
    gpu: str | None = None
    limits: str = ""
    round_trip_us: tuple[float, float, float] | None = None
    versions: tuple[tuple[str, str], ...] = ()


#: A machine that never reported, so that nothing is known of it.
NO_MACHINE = Machine(cpu="", cores=0, memory_mb=0, system="")

"""For tasks whose input holds the answer: the same is asked again of another fresh start, which gets only what may be known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from grader.core.measurement import Measurement
from grader.verify.tasks.task import Example

#: The share of the examples that are asked again, and how many at least.
SHARE, LEAST = 0.25, 20
#: A probe has less text than its example, and perhaps a field more.
MORE_BYTES = 64


@dataclass(frozen=True, slots=True)
class Probe:
    """One place of the reply to an example, and the request that gives away nothing of it; `answer` is what stands there."""

    example: int
    place: int
    payload: bytes
    reply_bytes: int
    answer: int


@dataclass(frozen=True, slots=True)
class Probed:
    """What a worker said of one place of the reply to an example without having seen the answer."""

    example: int
    place: int
    value: float


@runtime_checkable
class Probing(Protocol):
    """A task whose replies hold one number for each place, which may have been computed with an eye on the answer."""

    def probes(self, examples: Sequence[Example], among: Sequence[int]) -> Sequence[Probe]:
        """Choose at random what is asked of a start that is dealt none of `among`, in an order in which no probe answers a later one."""

    def value(self, probe: Probe, payload: bytes) -> float:
        """Turn the reply to a probe into the number that it gives for the answer.

        Raises:
            Ended: it is outside the range of such replies.
        """

    def hold(self, measured: tuple[Measurement, ...], gains: Sequence[float]) -> tuple[Measurement, ...]:
        """Hold the score against the probes: by how much each number in a reply exceeds that of its probe.

        Nothing is returned where there are too few to tell.

        Raises:
            Ended: the replies were computed with the answers.
        """

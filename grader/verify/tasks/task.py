"""What a task must be able to do: feed examples, know the length of a reply, read it, and score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from grader.core.measurement import Measurement


@dataclass(frozen=True, slots=True)
class Example:
    """One example of an evaluation set: the bytes that the worker gets, and the reference, which stays outside."""

    payload: bytes
    reference: int


class Task(Protocol):
    """A task over one evaluation set."""

    name: ClassVar[str]
    #: bytes of a reply after its id
    reply_bytes: ClassVar[int]
    #: the course's own adapter for the original, below `grader/worker/adapters`
    adapter: ClassVar[str]
    #: what the shim must know to turn a prediction into bytes (JSON)
    spec: str

    def examples(self) -> Sequence[Example]:
        """Read the evaluation set, in its own order.

        Raises:
            BadInput: a file or a column is missing, or a label is unknown.
        """

    def read(self, payload: bytes) -> int:
        """Turn a reply into a prediction.

        Raises:
            Ended: it is outside the range of predictions.
        """

    def score(self, predictions: Sequence[int], references: Sequence[int], population: int) -> tuple[Measurement, ...]:
        """Compute the quality metrics with their 99 % intervals; `population` is the size of the whole evaluation set."""

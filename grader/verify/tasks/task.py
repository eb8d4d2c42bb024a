"""What a task must be able to do: feed examples, know the length of a reply, read it, and score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol, TypeAlias

from grader.core.measurement import Measurement

#: A class index, a text (tags are one, with spaces between them), or log-probabilities.
Prediction: TypeAlias = int | str | tuple[float, ...]
Reference: TypeAlias = int | str


@dataclass(frozen=True, slots=True)
class Example:
    """One example of an evaluation set: the bytes that the worker gets, the bytes of its reply after the id, and the reference.

    The reference stays outside.
    """

    payload: bytes
    reply_bytes: int
    reference: Reference


class Task(Protocol):
    """A task over one evaluation set."""

    name: ClassVar[str]
    #: the course's own adapter for the original, below `grader/worker/adapters`
    adapter: ClassVar[str]
    #: what the shim must know to turn a prediction into bytes (JSON): `reply` names a kind of `grader/worker/replies.py`
    spec: str

    def examples(self) -> Sequence[Example]:
        """Read the evaluation set, in its own order.

        Raises:
            BadInput: a file or a column is missing, or a label is unknown.
        """

    def read(self, payload: bytes) -> Prediction:
        """Turn a reply into a prediction.

        Raises:
            Ended: it is outside the range of predictions.
        """

    def score(self, predictions: Sequence[Prediction], references: Sequence[Reference], population: int) -> tuple[Measurement, ...]:
        """Compute the quality metrics with their 99 % intervals; `population` is the size of the whole evaluation set."""

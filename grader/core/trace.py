"""Where the numbers of a table come from: each looked up in what the team's own code printed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grader.core.problem import Place


class Origin(StrEnum):
    """How a number of the table was found again."""

    PRINTED = "printed"  # as it stands, or rounded
    CONVERTED = "converted"  # in another unit: ×1000, MB and MiB, per cent, 1 − WER
    DERIVED = "derived"  # a ratio or difference of two printed numbers
    INHERITED = "inherited"  # taken over from a row that was there before
    SHORT = "too-short"  # with so few digits any file holds it
    NOWHERE = "not-found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One number of a row and its origin.

    `place` is its cell, `written` the number as typed, `source` where it was found, `how` the arithmetic between (`× 1000`).
    For a number that was not found, `near` is the printed number closest to it, if one is close.
    """

    place: Place
    written: str
    origin: Origin
    source: Place | None = None
    how: str = ""
    near: str = ""

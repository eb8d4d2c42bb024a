"""A number with its unit; conversion happens once, at the edge where it is read."""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.core.metric import Unit

MB = 1_000_000
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Quantity:
    """A finite value in a canonical unit.

    Raises:
        ValueError: the value is NaN or infinite.
    """

    value: float
    unit: Unit

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError(f"a quantity must be finite, not {self.value!r}")


def last_digit(written: str) -> float:
    """Return the size of one unit in the last printed digit of a plain decimal: `"327.32"` gives 0.01, `"40"` gives 1."""
    _, _, decimals = written.replace(",", ".").partition(".")
    return float(10.0 ** -len(decimals))

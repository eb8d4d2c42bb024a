"""How precisely a number was printed, and whether two numbers are the same to every digit."""

from __future__ import annotations

import math

from grader.core.quantity import last_digit
from grader.core.table import Reading
from grader.intake.numbers import Fault, value_of


def significant(reading: Reading) -> int:
    """Count the digits that carry information: `0.0740`, `740` and `7.4` all have two, since zeros at the end may be padding."""
    mantissa = reading.written.lower().partition("e")[0]
    return len("".join(filter(str.isdigit, mantissa)).strip("0"))


def step(reading: Reading) -> float:
    """Return one unit of the last printed digit, in the canonical unit: `1.33 GB` gives 10.24 (MB)."""
    return last_digit(reading.written) * scale(reading)


def scale(reading: Reading) -> float:
    """Return what one unit as written is in the canonical unit: 1024 for GB, 0.01 for percent."""
    number = value_of(reading.written)
    return 1.0 if isinstance(number, Fault) or number == 0 else reading.value / number


def same(one: Reading, other: Reading) -> bool:
    """Whether two numbers agree to every digit; `539` and `539.00` do."""
    return math.isclose(one.value, other.value, rel_tol=1e-9)


def shown(reading: Reading) -> str:
    """Return a number as it was written, with its unit and without the Markdown around it."""
    return f"{reading.written} {reading.unit or ''}".strip()

"""How precisely a number was printed, and whether two numbers are the same to every digit."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from grader.core.quantity import last_digit
from grader.core.table import Reading
from grader.intake.numbers import Fault, value_of

_FACTOR_DIGITS = 12


def significant(reading: Reading) -> int:
    """Count the digits that carry information: `0.0740`, `740` and `7.4` all have two, since zeros at the end may be padding."""
    return len(digits_of(reading))


def digits_of(reading: Reading) -> str:
    """Return the digits of a number without its point, its exponent and the zeros around: `0.07405` gives `7405`."""
    mantissa = reading.written.lower().partition("e")[0]
    return "".join(filter(str.isdigit, mantissa)).strip("0")


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


def decimal(written: str) -> str | None:
    """Write a typed number as a plain decimal, every digit kept: `1 024,50` gives `1024.50`."""
    bare, value = re.sub(r"[ '_]", "", written), value_of(written)
    ways = (bare.replace(",", "."), bare.replace(",", ""), bare.replace(".", "").replace(",", "."))
    plain = (way for way in ways if re.fullmatch(r"[0-9]*\.?[0-9]+", way))
    return next((way for way in plain if float(way) == value), None)


def scaled(digits: str, factor: float) -> str:
    """Multiply a decimal; by a power of ten only its point moves."""
    power = round(math.log10(factor))
    if math.isclose(factor, 10.0**power):
        return f"{Decimal(digits).scaleb(power):f}"
    return f"{Decimal(f'{float(digits) * factor:.{_FACTOR_DIGITS}g}'):f}"

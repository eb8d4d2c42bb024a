"""What the printed form of a number says, and how many bytes the units of a size have."""

from __future__ import annotations

MB = 1_000_000
MIB = 1 << 20


def last_digit(written: str) -> float:
    """Return the size of one unit in the last printed digit of a plain decimal: `"327.32"` gives 0.01, `"40"` gives 1."""
    _, _, decimals = written.replace(",", ".").partition(".")
    return float(10.0 ** -len(decimals))

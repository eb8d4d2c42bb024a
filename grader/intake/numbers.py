"""The numbers of a cell: what was typed, what it is worth, its unit, its uncertainty and what is said beside it.

Only ASCII digits count, and only where they are no part of a name (`F1`, `T4`, `v3`). Nothing is guessed: what can be
read two ways, or is no plain value, comes back as a `Fault`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from grader.core.metric import Kind
from grader.intake.text import plus_minus
from grader.intake.vocabulary import units


class Fault(StrEnum):
    """Why a cell has no value; the value is the code of the problem."""

    AMBIGUOUS = "number-ambiguous"
    UNREADABLE = "number-unreadable"
    RELATIVE = "number-relative"
    BOUND = "number-bound"
    SEVERAL = "values-several"
    FOREIGN = "unit-foreign"


@dataclass(frozen=True, slots=True)
class Scale:
    """A unit: what kind of quantity it is for, and what one of it is in the canonical unit."""

    kind: Kind
    factor: float


class Amount(NamedTuple):
    """One number as typed; `spread` is its uncertainty, in the same unit, `label` the words around it, lower case."""

    value: float
    written: str
    unit: str | None = None
    scale: Scale | None = None
    per: str | None = None
    spread: float | None = None
    label: str = ""


#: Units as people write them, lower case.
SCALES: dict[str, Scale] = {
    **{name: Scale(Kind.SIZE, factor) for name, factor in units.MB.items()},
    **{name: Scale(Kind.TIME, factor) for name, factor in units.MS.items()},
    **{name: Scale(Kind.QUALITY, 0.01) for name in units.PERCENT},
}

LONGEST = 30
NUMBER = r"(?:[0-9]{1,3}(?: [0-9]{3})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,'_][0-9]+)*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4}(?![0-9A-Za-z]))?"
#: Digits that stand for themselves: behind a letter, with or without a hyphen, they are part of a name.
FREE = r"(?<![^\W\d_][-_])(?<![\w.,])"
_WORD = r"[^\W\d_]+\.?(?:[^\W\d_]\.?)?"
_UNIT = rf"(?P<unit>[%×]|{_WORD})?(?: ?(?:/|per |на |за )(?P<per>[^\W\d_]+))?"
AMOUNT = rf"(?P<number>{NUMBER})(?: ?± ?(?P<spread>{NUMBER}))? ?{_UNIT}(?: ?± ?(?P<late>{NUMBER}) ?(?P<late_unit>%|{_WORD})?)?"
_AMOUNT = re.compile(rf"{FREE}{AMOUNT}", re.IGNORECASE)
_NUMBER = re.compile(rf"{FREE}{NUMBER}")
_SIMPLE = re.compile(r"([0-9]{1,15}(?:\.[0-9]{1,15})?) ?([^\W\d_]*|%)")
_STAND_IN = re.compile(r"1[0-9]{3}")
_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SPREAD_REMARK = re.compile(rf"[(\[] ?± ?({NUMBER})[^)\]]*[)\]]")
_PARAMETER_COUNT = re.compile(
    rf"{FREE}{NUMBER} ?(?:[mkbмк]|млн|млрд|million|billion)?\.? ?(?:params?|parameters?|парам\w*)\b\.?,?", re.IGNORECASE
)
_SPACES = re.compile(r" {2,}")
_SEPARATOR = re.compile(r"\s+/\s+|\s*/\s*(?=[~≈]?[0-9])|(?<=\))\s*/|;|\n|,\s+")
#: A number in a cell that mixes names and numbers: no unit but a percent sign can follow.
SHARE = (
    rf"(?P<number>{NUMBER})(?![^\W\d]|[.,]?[0-9])(?: ?± ?(?P<spread>{NUMBER}))? ?(?P<unit>%)?"
    rf"(?: ?± ?(?P<late>{NUMBER}) ?(?P<late_unit>%)?)?(?P<per>(?!))?"
)
#: What makes a number no plain value: a sign (a dash with a space behind it only separates) or a bound.
_BEFORE = re.compile(
    r"(?:[-\u2212\u2013]|^\s*[-\u2212\u2013]\s+|\+\s*|"
    r"(?P<bound>[<>≤≥]=?|\b(?:до|от|менее|более|меньше|больше|less than|more than|up to|at least|under|over))\s*)[~≈]?$"
)


def value_of(written: str) -> float | Fault:
    """Return what a typed number is worth.

    `1,024` may be 1024 or 1.024, so it is ambiguous; `0,123` and `12,34` can only be decimals, `1,024,000`, `1,024.5` and
    `1 024` only thousands.
    """
    if len(written) < LONGEST and _DECIMAL.fullmatch(written):
        return float(written)
    mantissa, _, exponent = written.lower().partition("e")
    grouped = bool(_SPACED.fullmatch(mantissa))
    digits = mantissa.replace(" ", "")
    if len(written) > LONGEST:
        return Fault.UNREADABLE
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{1,3}(?:'[0-9]{3})+(?:\.[0-9]+)?", digits):
        digits = digits.replace(",", "").replace("'", "")
    elif re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif not grouped and re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", digits):
        return Fault.AMBIGUOUS
    elif not re.fullmatch(r"[0-9]*[.,][0-9]+|[0-9]+", digits):
        return Fault.UNREADABLE
    value = float(digits.replace(",", ".") + (f"e{exponent}" if exponent else ""))
    return value if math.isfinite(value) else Fault.UNREADABLE


def simple_amount(text: str) -> Amount | None:
    """Read a text that is one plain decimal, perhaps with a unit, as most cells are; None for all others."""
    match = _SIMPLE.fullmatch(text)
    if match is None:
        return None
    written, unit = match.groups()
    if not unit:
        return Amount(float(written), written)
    scale = SCALES.get(unit.lower())
    return Amount(float(written), written, unit, scale) if scale else None


def shape_of(text: str) -> tuple[str, list[str]]:
    """Return a text with its numbers replaced by stand-ins, and the numbers: cells of one shape are understood once.

    The stand-ins are 1000, 1001, …; `real` puts the numbers back.
    """
    numbers: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        numbers.append(match.group())
        return str(999 + len(numbers))

    return _NUMBER.sub(stand_in, text), numbers


def real(amount: Amount, numbers: list[str]) -> Amount | Fault:
    """Put the typed number, and its uncertainty, in the place of their stand-ins."""
    if not _STAND_IN.fullmatch(amount.written) or (amount.spread is not None and not amount.spread.is_integer()):
        return Fault.UNREADABLE  # what follows a number made another one of its stand-in, as in `1e24,5`
    written = numbers[int(amount.written) - 1000]
    value = value_of(written)
    spread = amount.spread if amount.spread is None else value_of(numbers[int(amount.spread) - 1000])
    if isinstance(value, Fault):
        return value
    if isinstance(spread, Fault):
        return spread
    return Amount(value, written, amount.unit, amount.scale, amount.per, spread, amount.label)


def read_amounts(text: str) -> list[Amount] | Fault:
    """Read all numbers of a cell that is to hold one value, in order; an empty list where there is no digit at all.

    Numbers in brackets are remarks on the number before them, except for an uncertainty.
    """
    shape, numbers = shape_of(text)
    understood = _read_shape(shape)
    if isinstance(understood, Fault):
        return understood
    amounts = [real(amount, numbers) for amount in understood]
    fault = next((amount for amount in amounts if isinstance(amount, Fault)), None)
    return fault or [amount for amount in amounts if isinstance(amount, Amount)]


@lru_cache(maxsize=4096)
def _read_shape(text: str) -> tuple[Amount, ...] | Fault:
    text = _SPACES.sub(" ", _SPREAD_REMARK.sub(r" ± \1 ", plus_minus(text)))
    if _NUMBER.search(rest := _PARAMETER_COUNT.sub(" ", text)):
        text = rest  # beside a size, a number of parameters is a remark
    remarks = _BRACKETS.findall(text)
    marked = _BRACKETS.sub("\x00", text)
    found: list[Amount] = []
    for segment in _SEPARATOR.split(marked):
        own, remarks = remarks[: segment.count("\x00")], remarks[segment.count("\x00") :]
        amount = _amount(segment.strip(), " ".join(own))
        if isinstance(amount, Fault):
            return amount
        found += [amount] if amount else []
    if not found and any(mark.isdigit() for mark in marked if not mark.isascii()):
        return Fault.UNREADABLE
    return tuple(found)


def amount_of(match: re.Match[str], before: str) -> Amount | Fault:
    """Make an amount of a match of `AMOUNT`; `before` is the text that leads up to it."""
    if sign := _BEFORE.search(before):
        return Fault.BOUND if sign["bound"] else Fault.RELATIVE
    value = value_of(match["number"])
    if isinstance(value, Fault):
        return value
    same_unit = (match["late_unit"] or match["unit"]) == match["unit"]
    spread = match["spread"] or (match["late"] if same_unit else None)
    width = value_of(spread) if spread else None
    if isinstance(width, Fault):
        return width
    unit = (match["unit"] or "").rstrip(".")
    word = unit.lower()
    if word in units.TIMES:
        return Fault.RELATIVE
    glued = bool(unit) and match.start("unit") == (match.end("spread") if match["spread"] else match.end("number"))
    if word not in SCALES and (word in units.FOREIGN or (glued and word != "%")):
        return Fault.FOREIGN
    known = word in SCALES
    return Amount(value, match["number"], unit if known else None, SCALES.get(word), per_of(match["per"]) if known else None, width)


def per_of(word: str | None) -> str | None:
    """Name what a time is counted for, after the word that follows the slash: `сэмпл` gives `per_sample`."""
    return next((name for name, pattern in units.PER if word and re.fullmatch(pattern, word.lower())), None)


def _amount(segment: str, remark: str) -> Amount | Fault | None:
    matches = list(_AMOUNT.finditer(segment))
    if not matches:
        return None
    if len(matches) > 1:
        return Fault.SEVERAL
    match = matches[0]
    amount = amount_of(match, segment[: match.start()])
    if isinstance(amount, Fault):
        return amount
    words = segment[: match.start()] + " " + segment[match.end("number") :] + " " + remark
    return amount._replace(label=words.replace("\x00", " ").strip().lower())

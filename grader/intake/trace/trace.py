"""Find out for each number of the rows where it comes from.

A number with fewer than three significant digits is in any file, so it is not looked for unless it stands beside the very
word of its column. A conversion is only tried between the units of its kind, and a difference or ratio only between numbers
printed side by side: with more freedom everything would be found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice

from grader.core.metric import Kind, Metric
from grader.core.problem import Place
from grader.core.submission import Claim
from grader.core.table import Row
from grader.core.trace import Origin, Trace
from grader.intake.trace.printed import MOST_NUMBERS, Printed
from grader.intake.trace.ways import WAYS, WORDS

#: Digits that a number must have to be told from chance.
_ENOUGH = 3
#: Digits for a ratio of two printed numbers: it has a partner for nearly every shorter one.
_RATIO = 4
#: Numbers printed so close together can be the two sides of a difference.
_NEIGHBOURS = 4
_MOST_MEASURED = 5_000
#: A printed number this near to one that was not found is shown beside it.
_NEAR = 0.15
_Older = str | tuple[Metric, str]


def trace(claims: Iterable[Claim], numbers: Iterable[Printed], older: Iterable[Row], readme: str) -> tuple[Trace, ...]:
    """Trace claims in what was printed and in the rows that stood in the README before; nothing where nothing was printed."""
    kept = list(islice(numbers, MOST_NUMBERS))
    if not kept:
        return ()
    index, inherited = _Index(kept), _inherited(older, readme)
    return tuple(_trace(claim, index, inherited) for claim in claims if _typed(claim) is not None)


def significant(written: str) -> int:
    """Count the significant digits of a number as typed; the zeros at the end of a whole number say nothing."""
    digits = written.replace(",", ".").replace(" ", "").replace("\u00a0", "")
    whole = "." not in digits
    plain = digits.replace(".", "").lstrip("0")
    return len(plain.rstrip("0") if whole else plain)


class _Index:
    """The printed numbers by value."""

    def __init__(self, numbers: Sequence[Printed]) -> None:
        self.numbers = numbers
        self._order = sorted(range(len(numbers)), key=lambda i: numbers[i].value)
        self._values = [numbers[i].value for i in self._order]

    @cached_property
    def _pairs(self) -> list[tuple[float, int, Printed, str]]:
        return sorted(_pairs(self.numbers), key=lambda pair: pair[0])

    def between(self, low: float, high: float) -> Iterator[Printed]:
        """Yield the numbers of a closed interval."""
        at = bisect_left(self._values, low)
        while at < len(self._values) and self._values[at] <= high:
            yield self.numbers[self._order[at]]
            at += 1

    def best(self, low: float, high: float, kind: Kind) -> Printed | None:
        """Choose one of an interval: beside a word of its kind if there is one, else the first."""
        found = list(islice(self.between(low, high), 200))
        return next((number for number in found if _speaks_of(number, kind)), found[0] if found else None)

    def derived(self, low: float, high: float, digits: int) -> tuple[Printed, str] | None:
        """Find two neighbours whose difference or ratio lies in an interval, and how it comes of them."""
        for pair in islice(self._pairs, bisect_left(self._pairs, low, key=lambda pair: pair[0]), None):
            if pair[0] > high:
                return None
            if digits >= pair[1]:
                return pair[2], pair[3]
        return None


def _trace(claim: Claim, index: _Index, inherited: dict[_Older, Place]) -> Trace:
    value, unit = _typed(claim) or 0.0, _last_digit(claim.written)
    kind, digits = claim.metric.kind, significant(claim.written)
    if digits < _ENOUGH:
        said = next((number for number in index.between(value, value) if _speaks_of(number, kind)), None)
        return _found(claim, Origin.PRINTED, said.place) if said else _found(claim, Origin.SHORT)
    # rounded or cut off: both are done
    if number := index.best(value - unit / 2 * 1.0001, value + unit * 0.9999, kind):
        return _found(claim, Origin.PRINTED, number.place)
    for way in WAYS[kind]:
        ends = sorted((way.back(value - unit / 2), way.back(value + unit / 2)))
        if value > unit and (number := index.best(ends[0], ends[1], kind)) and number.value and _speaks_of(number, kind):
            return _found(claim, Origin.CONVERTED, number.place, way.name)
    # in another column a short number may be there by chance, in its own it was taken over
    if place := inherited.get((claim.metric, claim.written)) or (inherited.get(claim.written) if digits > _ENOUGH else None):
        return _found(claim, Origin.INHERITED, place)
    if derived := index.derived(value - unit / 2, value + unit / 2, digits):
        return _found(claim, Origin.DERIVED, derived[0].place, derived[1])
    close = [number for number in index.between(value * (1 - _NEAR), value * (1 + _NEAR)) if _speaks_of(number, kind)]
    nearest = min(close, key=lambda number: abs(number.value - value), default=None)
    return Trace(place=claim.place, written=claim.written, origin=Origin.NOWHERE, near=nearest.text if nearest else "")


def _found(claim: Claim, origin: Origin, source: Place | None = None, how: str = "") -> Trace:
    return Trace(place=claim.place, written=claim.written, origin=origin, source=source, how=how)


def _pairs(numbers: Sequence[Printed]) -> Iterator[tuple[float, int, Printed, str]]:
    """Yield what neighbours give: the value, the digits it needs to be told from chance, one of them, the arithmetic."""
    measured = [number for number in numbers if "." in number.text and significant(number.text) >= _ENOUGH][:_MOST_MEASURED]
    for at, one in enumerate(measured):
        for other in measured[at + 1 : at + 1 + _NEIGHBOURS]:
            if one.place == other.place and one.value > 0 and other.value > 0:
                high, low = (one, other) if one.value >= other.value else (other, one)
                yield high.value - low.value, _ENOUGH, one, f"{high.text} − {low.text}"
                yield high.value / low.value, _RATIO, one, f"{high.text} / {low.text}"
                yield low.value / high.value, _RATIO, one, f"{low.text} / {high.text}"


def _speaks_of(number: Printed, kind: Kind) -> bool:
    return WORDS[kind].search(number.line) is not None


def _inherited(rows: Iterable[Row], readme: str) -> dict[_Older, Place]:
    """Number as typed, alone and with its metric → its cell in a row that was there before."""
    found: dict[_Older, Place] = {}
    for row in rows:
        for reading in (*row.cells.values(), *row.quality):
            place = Place(path=readme, line=row.line, column=reading.column, text=reading.text)
            found |= {reading.written: place, (reading.metric, reading.written): place}
    return found


def _typed(claim: Claim) -> float | None:
    """Return the number as typed; None where it has no plain form."""
    try:
        return float(claim.written.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", "."))
    except ValueError:
        return None


def _last_digit(written: str) -> float:
    """Return one unit of the last printed digit."""
    return float(10.0 ** -len(written.replace(",", ".").partition(".")[2].strip()))

"""The ways from a printed number to one in a table: units that people convert, and a rate turned round."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from grader.core.metric import Kind

MIB = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """`back` gives the printed number that a table's number would have come from; `name` is the arithmetic for people."""

    name: str
    back: Callable[[float], float]


def _times(name: str, factor: float) -> Way:
    return Way(name=name, back=lambda value: value / factor)


_BINARY = (_times("/ 1024", 1 / 1024), _times("/ 1024²", 1 / MIB), _times("× 1024", 1024.0))
_DECIMAL = (_times("/ 1000", 1e-3), _times("/ 10⁶", 1e-6), _times("× 1000", 1e3))
WAYS: dict[Kind, tuple[Way, ...]] = {
    Kind.TIME: (
        _times("× 1000", 1e3),
        _times("/ 1000", 1e-3),
        _times("/ 10⁶", 1e-6),
        Way(name="1000 / x", back=lambda value: 1000 / value),
    ),
    Kind.SIZE: (*_BINARY, *_DECIMAL, _times("MiB → MB", MIB / 1e6), _times("MB → MiB", 1e6 / MIB)),
    Kind.MEMORY: (*_BINARY, *_DECIMAL, _times("MiB → MB", MIB / 1e6), _times("MB → MiB", 1e6 / MIB)),
    Kind.QUALITY: (
        _times("× 100", 100.0),
        _times("/ 100", 0.01),
        Way(name="1 − x", back=lambda value: 1 - value),
        Way(name="100 − x", back=lambda value: 100 - value),
        Way(name="100 × (1 − x)", back=lambda value: 1 - value / 100),
    ),
}
#: Words around a printed number, in lower case, that say what kind of quantity it is; a unit may stick to its number.
WORDS: dict[Kind, re.Pattern[str]] = {
    Kind.TIME: re.compile(r"(?<![a-z])(?:ms|s|cpu|gpu)(?![a-z])|sec|time|latenc|speed|infer|(?<![а-я])(?:мс|с)(?![а-я])|сек|врем|задержк"),
    Kind.SIZE: re.compile(r"(?<![a-z])[kmg]i?b(?![a-z])|size|byte|disk|file|param|разм|[кмг]б|(?<![а-я])вес"),
    Kind.MEMORY: re.compile(r"(?<![a-z])(?:v?ram|rss|[kmg]i?b)(?![a-z])|mem|peak|byte|alloc|памят|[кмг]б|пик"),
    Kind.QUALITY: re.compile(
        r"acc|f1|prec|recall|(?<![a-z])[wc]er(?![a-z])|bleu|rouge|ppl|perplex|loss|nisqa|точн|полнот|качеств|score|metric|eval|quality"
    ),
}

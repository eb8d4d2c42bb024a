"""The arguments of commands, read one after the other; each function returns what it read and the rest of the line."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TypeVar

from grader.core.metric import Metric
from grader.core.outcome import Outcome
from grader.github.commands.names import METHOD_NAMES, METRICS, OUTCOMES

MAX_POINTS = 1000
_MAX_REASON = 500

_ROW = re.compile(r"(?:README\.md)?[#:]?L?(\d{1,7})(?=\s|$)", re.IGNORECASE)
_POINTS = re.compile(r"\d{1,4}(?:[.,]\d{1,4})?(?=\s|$)")
_QUOTES = {'"': '"', "«": "»", "“": "”", "`": "`", "'": "'"}

T = TypeVar("T")


def row(text: str) -> tuple[int, str]:
    """Read a row: `51`, `#51`, `L51`, `README.md:51`.

    Raises:
        ValueError: it is none.
    """
    found = _ROW.match(text)
    if not found or int(found[1]) == 0:
        raise ValueError("row")
    return int(found[1]), text[found.end() :].strip()


def cell(text: str) -> tuple[Metric | None, str]:
    """Read a metric by any of its names, with or without quotes; None for the row's method.

    Raises:
        ValueError: it is none.
    """
    found, rest = _name(text, {**METRICS, **METHOD_NAMES})
    return (found if isinstance(found, Metric) else None), rest


def outcome(text: str) -> tuple[Outcome, str]:
    """Read an outcome by any of its names, with or without quotes.

    Raises:
        ValueError: it is none.
    """
    return _name(text, OUTCOMES)


def points(text: str) -> tuple[float, str]:
    """Read points: from 0 to 1000, with a point or a comma.

    Raises:
        ValueError: they are none.
    """
    found = _POINTS.match(text)
    value = float(found[0].replace(",", ".")) if found else math.nan
    if not found or not 0 <= value <= MAX_POINTS:
        raise ValueError("points")
    return value, text[found.end() :].strip()


def reason(text: str) -> str:
    """Read a reason, which is the rest of the line and must be there; a very long one is cut.

    Raises:
        ValueError: there is none.
    """
    if not any(char.isalnum() for char in text):
        raise ValueError("reason")
    return shortened(text)


def shortened(text: str) -> str:
    """Cut a reason to what can be shown."""
    return text if len(text) <= _MAX_REASON else text[: _MAX_REASON - 1] + "…"


def nothing(text: str) -> None:
    """See that nothing is left.

    Raises:
        ValueError: something is.
    """
    if text:
        raise ValueError("too much")


def _name(text: str, names: Mapping[str, T]) -> tuple[T, str]:
    """Read the longest known name that the text starts with."""
    if text[:1] in _QUOTES and (end := text.find(_QUOTES[text[0]], 1)) > 0:
        known = names.get(" ".join(text[1:end].casefold().split()))
        if known is not None:
            return known, text[end + 1 :].strip()
    words = text.split()
    for count in range(min(len(words), 5), 0, -1):
        known = names.get(" ".join(words[:count]).casefold().rstrip(",:;"))
        if known is not None:
            return known, " ".join(words[count:])
    raise ValueError("name")

"""Name what exists, the nearest to what was written first."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

MOST = 8


def by_nearness(written: str, names: Iterable[str]) -> list[str]:
    """Sort names so that the most alike to `written` come first, equally alike ones by alphabet."""
    return sorted(sorted(names), key=lambda name: -SequenceMatcher(None, written.casefold(), name.casefold()).ratio())


def listed(written: str, names: Iterable[str]) -> str:
    """List at most `MOST` names for a person, the nearest to `written` first."""
    ordered = by_nearness(written, names)
    return ", ".join(ordered[:MOST]) + (", …" if len(ordered) > MOST else "")

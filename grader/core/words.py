"""Everything the bot can say, in two languages, apart from the facts that fill the gaps.

A finding travels between the steps as a *code* and its *facts*, never as ready-made prose: the facts may hold what a
student typed, so they are made harmless at the very last moment, for the medium they are shown in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

Fact: TypeAlias = str | int | float
Facts: TypeAlias = Mapping[str, Fact]


class Language(StrEnum):
    """A language the bot writes in (ISO 639-1)."""

    RU = "ru"
    EN = "en"


class Severity(StrEnum):
    """How much a problem matters; nothing but `ERROR` keeps a row from being verified, and `PRAISE` is what was done well."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    PRAISE = "praise"


class Confidence(StrEnum):
    """How sure a finding is, whatever it would mean: what was seen, what it nearly always means, what it may mean."""

    SURE = "sure"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in both languages; `{name}` marks the place of a fact."""

    ru: str
    en: str

    def text(self, language: Language) -> str:
        """Return the template in one language."""
        return self.ru if language is Language.RU else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a code means: one line with gaps for the facts, and an explanation for `grader explain`.

    Where the finding is about code, `wrong` is a piece of Python as people write it, and `right` one that does it right.
    """

    code: str
    severity: Severity
    message: Words
    why: Words
    confidence: Confidence = Confidence.SURE
    wrong: str = ""
    right: str = ""

    def say(self, facts: Facts, language: Language, quote: Callable[[str], str]) -> str:
        """Fill the message; every text fact goes through `quote`, which makes it inert in the medium.

        Raises:
            KeyError: the message names a fact that is not given.
        """
        shown = {name: quote(fact) if isinstance(fact, str) else number(fact) for name, fact in facts.items()}
        return self.message.text(language).format_map(shown)


Catalogue: TypeAlias = Mapping[str, Entry]


def catalogue(*entries: Entry) -> dict[str, Entry]:
    """Index entries by code.

    Raises:
        ValueError: two entries share a code.
    """
    index: dict[str, Entry] = {}
    for entry in entries:
        if entry.code in index:
            raise ValueError(f"two entries for the code {entry.code!r}")
        index[entry.code] = entry
    return index


def number(value: float) -> str:
    """Print a number as a person would: four significant digits, no exponent for everyday sizes."""
    if isinstance(value, int) or (value == int(value) and abs(value) < 1e15):
        return str(int(value))
    if abs(value) >= 1000:
        return f"{value:.0f}"
    return f"{value:.4g}"

"""Read the title of a pull request: `team HW-N`, and the forms that people really type.

A title that can be read only one way is accepted with its canonical form as a fix; nothing is guessed beyond that.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_TITLE, MAX_TEAM = 200, 32

#: Names that mean something else in a path or to the bot.
RESERVED = frozenset({"con", "nul", "aux", "prn", "grader", "schemas", "tests", "main", "github", "submissions", "course", "examples"})

_MARK = r"(?:hw|h\.w\.|homework|home\s?work|дз|д/з|домашка|домашнее\s+задание|домашняя\s+работа)"
_NUMBER = r"[\s_#№:.\-]*(?P<number>[0-9]{1,2})"
_TEAM_FIRST = re.compile(rf"(?P<team>.*?)(?:^|[\s_:;,.|/()\[\]\-])+{_MARK}{_NUMBER}(?P<rest>\D.*)?", re.IGNORECASE | re.DOTALL)
_HOMEWORK_FIRST = re.compile(rf"[\s\[(]*{_MARK}{_NUMBER}[\s_:;,.|/)\]\-]+(?P<team>\S.*)", re.IGNORECASE | re.DOTALL)
_AGAIN = re.compile(rf"{_MARK}{_NUMBER}|^\s*[/+&]\s*[0-9]", re.IGNORECASE)  # two homeworks in one title: which one is meant?
_TEAM_WORD = re.compile(r"^(?:(?:team|команда|группа|group)[\s_:№#.\-]+)+(?=\S)", re.IGNORECASE)
_AROUND = " \t\"'`«»“”[]()<>:;,.|/-"
_TEAM = re.compile(r"[^\W_](?:[^\W_]|[_-](?=[^\W_])){1,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title as it was read; `team` and `homework` are None where they cannot be told."""

    text: str
    team: str | None = None
    homework: int | None = None

    @property
    def canonical(self) -> str | None:
        """The title as it should be written, if both parts are known."""
        return f"{self.team} HW-{self.homework}" if self.team and self.homework is not None else None


def read_title(text: str) -> Title:
    """Read a title; text that fits no form gives a `Title` without team or homework."""
    if len(text) > MAX_TITLE:
        return Title(text=text[:MAX_TITLE])
    # NFC and dashes of all kinds; every other oddity stays and is refused by the team's pattern
    plain = re.sub(r"[‐‑‒–—−]", "-", unicodedata.normalize("NFC", text)).strip()
    for form in (_HOMEWORK_FIRST, _TEAM_FIRST):
        match = form.fullmatch(plain)
        if match and not any(_AGAIN.search(match.groupdict().get(part) or "") for part in ("team", "rest")):
            return Title(text=text, team=read_team(match["team"]), homework=int(match["number"]))
    return Title(text=text)


def read_team(text: str) -> str | None:
    """Return the canonical name of a team (lower case, `_` for spaces), or None where the text is no name.

    A name has 2 to 32 letters and digits with single `_` or `-` between them, all its letters from one alphabet, Latin
    or Cyrillic: `ml_mаsters` with a Cyrillic `а` is not `ml_masters`.
    """
    bare = text.strip(_AROUND)
    inner = _TEAM_WORD.sub(lambda word: "team_" if bare[word.end() :].isdigit() else "", bare).strip(_AROUND)
    return _plain_name(inner) or _plain_name(bare)  # `team_x` is a name of its own: `x` is none


def _plain_name(text: str) -> str | None:
    name = re.sub(r"[\s.]+", "_", text).lower()
    if not _TEAM.fullmatch(name) or name in RESERVED:
        return None
    alphabets = {unicodedata.name(letter, "?").split()[0] for letter in name if letter.isalpha()}
    digits_plain = all(letter in "0123456789" for letter in name if letter.isnumeric())
    one_alphabet = name.isascii() or alphabets == {"CYRILLIC"}
    return name if one_alphabet and digits_plain else None

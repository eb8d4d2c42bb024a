"""What a reader sees of a cell: Markdown, HTML, footnote marks and invisible characters taken off."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

import mistune

_MARKUP = re.compile(r"[*_`\[<&\\~$!^]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^[^\]]*\]|<sup>.*?</sup>|[\u00b9\u00b2\u00b3\u2070\u2074-\u2079\u2020\u2021]", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_PLUS_MINUS = re.compile(r"\\pm|\+\s?/?\s?[-\u2212\u2013]")
#: zero-width characters, soft hyphen, byte order mark, and everything that turns the direction of text
_INVISIBLE = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
#: Lower-case letters of the two scripts that look alike, if only as capitals.
_CYRILLIC, _LATIN = "аеорсхукмтнві", "aeopcxykmthbi"
_TO_LATIN, _TO_CYRILLIC = str.maketrans(_CYRILLIC, _LATIN), str.maketrans(_LATIN, _CYRILLIC)
#: A word of three letters or more in both scripts; shorter ones are units, which the vocabulary knows in either.
_MIXED = re.compile(r"(?=[а-яі]*[a-z])(?=[a-z]*[а-яі])[a-zа-яі]{3,}")
_INDEX = re.compile(r"<sub>", re.IGNORECASE)
_ARROWS = re.compile(r"[\u2190-\u21ff\u2b06\u2b07\u25b2\u25bc]")


def plain(cell: str) -> str:
    """Return the text that a cell shows; an HTML line break becomes a newline, what is struck out is left out."""
    if cell.isascii() and not _MARKUP.search(cell):
        return cell.strip()
    text = _FOOTNOTE.sub("", cell)
    if _MARKUP.search(text):
        text = html.unescape("".join(_shown(_markdown().inline(text.replace("\\pm", "±"), {"ref_links": {}}))))
        text = text.replace("$", "")
    text = _INVISIBLE.sub("", text).replace("\u2212", "-")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


@lru_cache(maxsize=4096)
def words(cell: str) -> str:
    """Return the text of a cell for looking things up: lower case, one kind of letter, sign and space, no arrows."""
    text = _ARROWS.sub(" ", plain(_INDEX.sub(" ", cell) if "<" in cell else cell)).lower().replace("ё", "е").replace("\n", " ")
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return text if text.isascii() else _MIXED.sub(_one_script, text)


def _one_script(match: re.Match[str]) -> str:
    """Write a word in one script where its letters of the other look like it: `cpu` with a Cyrillic first letter."""
    latin = match.group().translate(_TO_LATIN)
    return latin if latin.isascii() else match.group().translate(_TO_CYRILLIC)


def plus_minus(text: str) -> str:
    """Write every way to type plus-minus as one sign."""
    return _PLUS_MINUS.sub("±", text) if "+" in text or "\\" in text else text


def hidden(cell: str) -> str:
    """Return the invisible characters of a cell as their code points (`U+200B`); emoji selectors are no secret."""
    return ", ".join(sorted({f"U+{ord(mark):04X}" for mark in _INVISIBLE.findall(cell) if mark != "\ufe0f"}))


def turned(cell: str) -> bool:
    """Whether a cell holds characters that show its digits in another order than they are stored."""
    return bool(_TURNING.search(cell))


def _shown(tokens: Iterable[dict[str, Any]]) -> Iterable[str]:
    for token in tokens:
        match token["type"]:
            case "strikethrough":
                continue
            case "inline_html":
                yield "\n" if _BREAK.fullmatch(token["raw"]) else ""
            case "linebreak" | "softbreak":
                yield " "
            case _ if "children" in token:
                yield from _shown(token["children"])
            case _:
                yield token.get("raw", "")


@cache
def _markdown() -> mistune.Markdown:
    return mistune.create_markdown(renderer=None, plugins=["strikethrough"])

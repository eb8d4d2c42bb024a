"""Bytes to text; a text that was once decoded with the wrong encoding is put right by a strict round trip."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

#: What UTF-8 text is most often mistaken for; Windows-1252 stands for Latin-1 too, being its superset here.
MISTAKEN_FOR = ("mac_roman", "cp1251", "cp1252")
#: How such an encoding is called in messages.
NAMES = {"mac_roman": "Mac Roman", "cp1251": "Windows-1251", "cp1252": "Latin-1", "utf-16": "UTF-16"}
#: A line alone is put right only when that many letters come out of it: two-letter coincidences exist.
ENOUGH_LETTERS = 3

#: A file of UTF-8 may hold this many bytes that are none, and not more than one in a hundred.
MOST_DAMAGE, DAMAGED_SHARE = 20, 0.01
#: What stands for such a byte. Nobody knows what it was, a digit or a pipe perhaps: no cell with it is read.
DAMAGE = "\ufffd"

_BEYOND_ASCII = re.compile(rf"[^\x00-\x7f{DAMAGE}]+")
_LINE_END = re.compile(r"\r\n|\n|\r")
_CYRILLIC = re.compile(r"[\u0400-\u045f]")
#: Everything that a repaired text may hold: Russian and English with their usual signs. A repair that gives
#: anything else (`\u00c5\u00b8` from `Её`) was a coincidence.
_USUAL = re.compile(
    r"[\x09\x0a\x0d\x20-\x7e\u00a0-\u00bf\u00d7\u00f7\u0391-\u03c9\u0400-\u045f\u2000-\u2bff\ufe0f\ufeff\U0001f000-\U0001faff]*"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text; `mistaken` names the encoding it had wrongly been read in, and `line` is the first line put right.

    `damaged` is the first line with a byte that is no text; `DAMAGE` stands for each such byte.
    """

    text: str
    mistaken: str | None = None
    line: int | None = None
    damaged: int | None = None


def decode(data: bytes) -> Decoded | None:
    """Turn the bytes of a file into text; None where they are no text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _other(data, "utf-16")
    if b"\0" in data:
        return None
    try:
        return repair(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _damaged(data, in_words=True) or _other(data, "cp1251") or _damaged(data, in_words=False)


def repair(text: str) -> Decoded:
    """Put right what a wrong decoding made of UTF-8: the whole text, or else those of its lines that need it."""
    if text.isascii():
        return Decoded(text)
    for codec in MISTAKEN_FOR:
        whole = _round_trip(text, codec)
        if whole is not None:
            return Decoded(whole, NAMES[codec], _first_changed(text, whole))
    lines = text.split("\n")
    for codec in MISTAKEN_FOR:
        repaired = [line if line.isascii() else _round_trip(line, codec) or line for line in lines]
        if repaired != lines:
            joined = "\n".join(repaired)
            return Decoded(joined, NAMES[codec], _first_changed(text, joined))
    return Decoded(text)


def _damaged(data: bytes, *, in_words: bool) -> Decoded | None:
    """Read UTF-8 with a few bad bytes; `in_words` asks for so many good letters beyond ASCII that it can be nothing else."""
    text = data.decode("utf-8-sig", "replace")
    bad = text.count(DAMAGE)
    good = sum(map(len, _BEYOND_ASCII.findall(text)))
    if bad > MOST_DAMAGE or (good < 10 * bad if in_words else bad > DAMAGED_SHARE * len(data)):
        return None
    line = 1 + len(_LINE_END.findall(text, 0, text.index(DAMAGE)))
    return replace(repair(text), damaged=line)


def _other(data: bytes, codec: str) -> Decoded | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    if not _CYRILLIC.search(text) or not _USUAL.fullmatch(text):
        return None
    return Decoded(text, NAMES[codec], 1)


def _round_trip(text: str, codec: str) -> str | None:
    try:
        right = text.encode(codec, "byte-of-control").decode("utf-8")
    except UnicodeError:
        return None
    sure = len(_CYRILLIC.findall(right)) >= ENOUGH_LETTERS and not _CYRILLIC.search(text)
    sure = sure or (len(_CYRILLIC.findall(right)) >= ENOUGH_LETTERS and len(right) < len(text))
    return right if sure and _USUAL.fullmatch(right) else None


def _first_changed(before: str, after: str) -> int:
    pairs = zip(before.split("\n"), after.split("\n"), strict=False)
    return next((number for number, (old, new) in enumerate(pairs, 1) if old != new), 1)


def _byte_of_control(error: UnicodeError) -> tuple[bytes, int]:
    """Encode U+0080-U+009F as that byte: browsers put it where the code page has no letter (`И` holds such a byte)."""
    if isinstance(error, UnicodeEncodeError) and 0x80 <= ord(error.object[error.start]) <= 0x9F:
        return bytes([ord(error.object[error.start])]), error.start + 1
    raise error


codecs.register_error("byte-of-control", _byte_of_control)

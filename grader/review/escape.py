"""Text from outside made inert, once for GitHub's Markdown and once for a terminal.

Everything that a student, or a program of a student, has written goes through here on its way to a reader: a code span
(`cell`), a fenced block (`fenced`) or plain terminal text (`terminal`). Inside a code span GitHub links no mention, issue,
commit or address and reads no HTML. The two characters that end a span or a table cell, the backtick and the pipe, are
shown by look-alikes, so that the result is safe wherever it is put, even right beside another span; `fenced` is exact.
"""

from __future__ import annotations

import re
import unicodedata

CELL = 80
LOG = 3000

_LOOK_ALIKES = {"`": "ˋ", "|": "¦"}
#: Drawn as nothing, though Unicode counts them as letters, marks or symbols: fillers, the grapheme joiner, the blank of
#: Braille, variation selectors (the emoji one, U+FE0F, is everyday text and may stay).
_BLANK = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE0F), *range(0xE0100, 0xE01F0)}
#: More combining marks than this in a row are no writing of any language but ink over the lines above and below.
_MARKS = 3


def visible(text: str, keep: str = "") -> str:
    """Show every character that could hide, reorder or overwrite text; those in `keep` pass."""
    return "".join(char if char in keep else _shown(char) for char in _without_piles(text))


def cell(text: str, limit: int = CELL) -> str:
    """Quote a text as one Markdown code span that is inert in a paragraph, a list and a table cell."""
    shown = "".join(_LOOK_ALIKES.get(char, char) for char in terminal(text, limit))
    return f"`{shown}`"


def terminal(text: str, limit: int = CELL) -> str:
    """Quote a text for one line of a terminal: no escape sequence, no line break, no reordering."""
    return cut(visible(text), limit) if text.strip() else '""'


def cut(text: str, limit: int) -> str:
    """Shorten a text to `limit` characters, the last of them an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def log_tail(text: str, limit: int = LOG) -> str:
    """Keep the last `limit` characters of a log; the states of a progress bar get a line each."""
    lines = re.sub(r"\r\n?", "\n", text).strip("\n")
    return block(lines if len(lines) <= limit else "…" + lines[1 - limit :])


def block(text: str) -> str:
    """Show the hidden characters of several lines, but for line breaks and tabs."""
    return visible(text, keep="\n\t")


def fenced(text: str, info: str = "text") -> str:
    """Put lines into a fenced block that nothing in them can end."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{info}\n{text}\n{fence}"


def _without_piles(text: str) -> str:
    """Drop what is above the third combining mark in a row."""
    kept: list[str] = []
    marks = 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= _MARKS:
            kept.append(char)
    return "".join(kept)


def _shown(char: str) -> str:
    code, category = ord(char), unicodedata.category(char)
    if category == "Zs":
        return " "
    if category not in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp") and code not in _BLANK:
        return char
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"

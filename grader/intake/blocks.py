"""How the blocks of Markdown start and end: the patterns of CommonMark (sections 4 and 5), one line at a time.

A line is given without its indentation, tabs expanded.
"""

from __future__ import annotations

import re

from mistune.helpers import BLOCK_TAGS, HTML_ATTRIBUTES, HTML_TAGNAME

HEADING = re.compile(r"#{1,6}(?=[ \t]|$)")
UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*")
BREAK = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
FENCE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:[ \t]*")
MARKER = re.compile(r"(?:[*+-]|([0-9]{1,9})[.)])(?=[ \t]|$)")
DELIMITER_ROW = re.compile(r"\|?[ \t\v\f]*:?-+:?[ \t\v\f]*(?:\|[ \t\v\f]*:?-+:?[ \t\v\f]*)*\|?[ \t\v\f]*")
#: Every block but a paragraph, a table or indented code starts with one of these.
STARTERS = frozenset("><#`~=-*_+[0123456789")

# GitHub's parser does not know `meta` as a block.
_TAGS = "|".join(sorted(set(BLOCK_TAGS) - {"meta"}))
#: HTML blocks of the kinds 1 to 6: how one starts, and what ends it (none: a blank line).
_HTML = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?:[\s>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_TAGS})(?:\s|/?>|$)", re.IGNORECASE), None),
)
#: The seventh kind: a line that is one tag.
_TAG = re.compile(rf"(?:<{HTML_TAGNAME}{HTML_ATTRIBUTES}\s*/?>|</{HTML_TAGNAME}\s*>)\s*$")


def html_block(rest: str, *, after_text: bool) -> tuple[bool, re.Pattern[str] | None]:
    """Say whether an HTML block starts here, and what ends it; a lone tag starts none right after text."""
    for start, end in _HTML:
        if start.match(rest):
            return True, end
    return not after_text and bool(_TAG.match(rest)), None

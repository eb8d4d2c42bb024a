"""Find the tables that GitHub shows in a Markdown text, with the line of every row.

The block rules are those of the CommonMark and GFM specifications (spec section 4.10 and the appendix "A parsing
strategy"), walked line by line as GitHub's own parser does. mistune knows the HTML blocks (`grader.intake.blocks`) and
reads the text of a cell (`grader.intake.text`), but its block parser cannot drive this: it keeps no line numbers, it loses
which lines of a list item are lazy, and with an own table rule it still saw other tables than GitHub in half of the
generated documents. One pass, linear in the text: the depth of nesting is capped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from grader.intake import blocks

MAX_DEPTH = 32
CAPTION_CHARACTERS = 200

_SPACE = " \t\v\f"
_LINES = re.compile(r"\r\n|\n|\r")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class RawRow:
    """One body row: as many cells as the header has, as GitHub shows them; `written` counts those in the source."""

    line: int
    cells: tuple[str, ...]
    written: int


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table with the raw Markdown of its cells; `caption` is the line of text or the heading right above it."""

    line: int
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]
    caption: str = ""

    @property
    def end_line(self) -> int:
        """The last line of the table."""
        return self.rows[-1].line if self.rows else self.line + 1


@dataclass(frozen=True, slots=True)
class Scan:
    """The tables of a text, and the first lines of what was typed as a table but is shown as running text."""

    tables: tuple[RawTable, ...]
    lost: tuple[int, ...]


def scan(text: str) -> Scan:
    """Find every table of a Markdown text; lines are counted from 1."""
    scanner = _Scanner()
    for number, line in enumerate(_LINES.split(text.removeprefix("\ufeff")), 1):
        scanner.feed(number, line.expandtabs(4))
    scanner.close_to(0)
    return Scan(tuple(scanner.tables), tuple(scanner.lost))


def split_cells(line: str) -> list[str]:
    r"""Split a row into its cells, trimmed, `\|` read as a pipe; pipes in code spans split too, as the specification says."""
    bare = line.rstrip(_SPACE).removeprefix("|")
    parts = _PIPE.split(bare) if "\\" in bare else bare.split("|")
    if not parts[-1].strip(_SPACE):
        parts.pop()
    return [part.strip(_SPACE).replace("\\|", "|") for part in parts]


class _Leaf(Enum):
    NONE = auto()
    PARAGRAPH = auto()
    FENCE = auto()
    HTML = auto()
    CODE = auto()
    TABLE = auto()


@dataclass(slots=True)
class _Box:
    """An open container: a quote (`width` 0), or a list item or footnote whose content is indented by `width`."""

    width: int
    filled: bool = False


class _Scanner:
    """The open blocks after each line: containers from the outside in, and the one leaf block inside them."""

    def __init__(self) -> None:
        self.tables: list[RawTable] = []
        self.lost: list[int] = []
        self.boxes: list[_Box] = []
        self.leaf = _Leaf.NONE
        self.fence = ""
        self.html_end: re.Pattern[str] | None = None
        self.paragraph: list[tuple[int, str]] = []
        self.judged = False  # a delimiter row has already been held against this paragraph, and did not fit
        self.caption = ""
        self.header: tuple[str, ...] = ()
        self.rows: list[RawRow] = []
        self.cells: list[str] = []  # of the line that may go on with the open table
        self.table_line = 0
        self.table_caption = ""

    def feed(self, number: int, line: str) -> None:
        """Take in one line."""
        at, depth = self._matched_boxes(line)
        rest = line[at:].lstrip(" ")
        leaf_open = depth == len(self.boxes) and self.leaf is not _Leaf.NONE
        if leaf_open:
            indent = len(line) - at - len(rest)
            if self._swallowed(rest, indent):
                return
            leaf_open = self._continues(rest)
        if not rest:
            self.close_to(depth)
            return
        opened, done = False, False
        while not done:
            indent = len(line) - at - len(rest)
            inside = self.leaf if leaf_open else _Leaf.NONE
            step = self._start(rest, indent, depth, inside, opened=opened)
            if step is None:
                break
            if step < 0:
                return
            at, depth, opened, leaf_open = len(line) - len(rest) + step, depth + 1, True, False
            rest = line[at:].lstrip(" ")
            done = not rest
        if rest:
            self._text(number, rest, len(line) - at - len(rest), depth, leaf_open, opened)

    def close_to(self, depth: int) -> None:
        """Close the leaf block and every container beyond `depth`."""
        del self.boxes[depth:]
        if self.leaf is _Leaf.TABLE:
            self.tables.append(RawTable(self.table_line, self.header, tuple(self.rows), self.table_caption))
            self.caption = ""
        elif self.leaf is _Leaf.PARAGRAPH:
            self.caption = self.paragraph[-1][1].strip()[:CAPTION_CHARACTERS]
            self._note_lost()
        elif self.leaf is not _Leaf.NONE:
            self.caption = ""
        self.leaf = _Leaf.NONE

    def _matched_boxes(self, line: str) -> tuple[int, int]:
        """Return where the content of the line starts, and how many of the open containers go on."""
        at = 0
        for depth, box in enumerate(self.boxes):
            rest = line[at:].lstrip(" ")
            indent = len(line) - at - len(rest)
            if not box.width:
                if indent > 3 or not rest.startswith(">"):
                    return at, depth
                at += indent + 1
                at += line[at : at + 1] == " "
            elif indent >= box.width:
                at += box.width
            elif rest or not box.filled:
                return at, depth
        return at, len(self.boxes)

    def _swallowed(self, rest: str, indent: int) -> bool:
        """Take a line into an open fence, HTML block or indented code; nothing in it can be a table."""
        if self.leaf is _Leaf.FENCE:
            bare = rest.rstrip(" ")
            if indent <= 3 and len(bare) >= len(self.fence) and not bare.strip(self.fence[0]):
                self.leaf = _Leaf.NONE
            return True
        if self.leaf is _Leaf.HTML and (self.html_end or rest):
            if self.html_end and self.html_end.search(rest):
                self.leaf = _Leaf.NONE
            return True
        return self.leaf is _Leaf.CODE and (indent >= 4 or not rest)

    def _continues(self, rest: str) -> bool:
        """Whether the open leaf block may go on with this line."""
        if self.leaf is _Leaf.TABLE:
            self.cells = split_cells(rest)
            return bool(self.cells)
        return self.leaf is _Leaf.PARAGRAPH and bool(rest)

    def _start(self, rest: str, indent: int, depth: int, inside: _Leaf, *, opened: bool) -> int | None:
        """Open the block that starts here, if one does.

        Returns:
            None where none starts; the width of the marker of a container; -1 where the whole line is used up.
        """
        if indent >= 4:
            if self.leaf is _Leaf.PARAGRAPH and not opened:
                return None
            return self._open(_Leaf.CODE, depth)
        if rest[0] == "<" and (html := self._html(rest, depth, inside)):
            return html
        if rest[0] not in blocks.STARTERS:
            return None
        if blocks.HEADING.match(rest):
            self._open(_Leaf.NONE, depth)
            self.caption = rest.strip("# ")[:CAPTION_CHARACTERS]
            return -1
        if fence := blocks.FENCE.match(rest):
            self.fence = fence.group()
            return self._open(_Leaf.FENCE, depth)
        if inside is _Leaf.PARAGRAPH and blocks.UNDERLINE.fullmatch(rest):
            return self._open(_Leaf.NONE, depth)
        if blocks.BREAK.fullmatch(rest):
            self._open(_Leaf.NONE, depth)
            self.caption = ""
            return -1
        return self._container(rest, indent, depth, inside) if depth < MAX_DEPTH else None

    def _container(self, rest: str, indent: int, depth: int, inside: _Leaf) -> int | None:
        """Open a quote, a footnote or a list item; returns the width of its marker."""
        if rest[0] == ">":
            self._box(0, depth)
            return 1 + (rest[1:2] == " ")
        if footnote := blocks.FOOTNOTE.match(rest):
            self._box(4, depth)
            return footnote.end()
        marker = blocks.MARKER.match(rest)
        if not marker:
            return None
        content = rest[marker.end() :].lstrip(" ")
        if inside is _Leaf.PARAGRAPH and (not content or marker[1] not in (None, "1")):
            return None
        gap = len(rest) - marker.end() - len(content)
        gap = gap if content and 1 <= gap <= 4 else 1
        self._box(indent + marker.end() + gap, depth)
        return min(marker.end() + gap, len(rest))

    def _html(self, rest: str, depth: int, inside: _Leaf) -> int | None:
        starts, end = blocks.html_block(rest, after_text=inside is _Leaf.PARAGRAPH)
        if not starts:
            return None
        self._open(_Leaf.HTML, depth)
        self.html_end = end
        if end and end.search(rest):
            self.leaf = _Leaf.NONE
        return -1

    def _box(self, width: int, depth: int) -> None:
        self._open(_Leaf.NONE, depth)
        self.boxes.append(_Box(width))

    def _open(self, leaf: _Leaf, depth: int) -> int:
        """Open a leaf block inside the first `depth` containers."""
        self.close_to(depth)
        if self.boxes:
            self.boxes[-1].filled = True
        self.leaf = leaf
        return -1

    def _text(self, number: int, rest: str, indent: int, depth: int, leaf_open: bool, opened: bool) -> None:
        """Take a line that starts no block: a table row, a delimiter row, or text."""
        if leaf_open and self.leaf is _Leaf.TABLE:
            cells, width = self.cells, len(self.header)
            shown = cells if len(cells) == width else (cells + [""] * width)[:width]
            self.rows.append(RawRow(number, tuple(shown), len(cells)))
        elif leaf_open and self.leaf is _Leaf.PARAGRAPH:
            if indent >= 4 or not self._becomes_table(rest):
                self.paragraph.append((number, rest))
        elif self.leaf is _Leaf.PARAGRAPH and not opened:
            # a lazy line: the paragraph goes on without its markers, and keeps the indentation (as a header it would be a cell)
            self.paragraph.append((number, " " * indent + rest))
        else:
            self._open(_Leaf.PARAGRAPH, depth)
            self.paragraph, self.judged = [(number, rest)], False

    def _becomes_table(self, rest: str) -> bool:
        """Turn the last line of the open paragraph into a header, if this line is its delimiter row."""
        if self.judged or not blocks.DELIMITER_ROW.fullmatch(rest):
            return False
        line, header = self.paragraph[-1]
        cells = split_cells(header)
        self.judged = len(cells) != len(split_cells(rest))
        if self.judged:
            return False
        if len(self.paragraph) > 1:
            self.paragraph.pop()
            self.caption = self.paragraph[-1][1].strip()[:CAPTION_CHARACTERS]
        self.leaf = _Leaf.TABLE
        self.table_line, self.header, self.rows, self.table_caption = line, tuple(cells), [], self.caption
        return True

    def _note_lost(self) -> None:
        """Remember a paragraph that was meant as a table: two lines running with two pipes each."""
        piped = [number for number, text in self.paragraph if text.count("|") >= 2]
        if any(after == before + 1 for before, after in pairwise(piped)):
            self.lost.append(piped[0])

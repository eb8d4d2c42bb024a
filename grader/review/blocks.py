"""A review before it has a form: a list of blocks, which `markdown` and `render` write each in its own way.

Texts in blocks are finished: what came from outside has been quoted for the medium. `Code.text` alone is raw, since only
the writer knows how to fence it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias


class Rank(IntEnum):
    """What is left out first when a review is too long: logs, then details, then whole rows; the essence never."""

    LOG = 0
    DETAIL = 1
    ROW = 2
    ESSENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The heading of a section (level 3) or of a row (level 4)."""

    text: str
    level: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph; `lead` stands in bold before it."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; every row is as long as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Lines shown as they are; `info` is the language for colouring."""

    text: str
    info: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Blocks behind a title that a reader may open."""

    title: str
    blocks: tuple[Block, ...]


Block: TypeAlias = Heading | Text | Items | Table | Code | Fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Blocks that belong together: they are shown, or left out of a review that is too long, as one."""

    rank: Rank = Rank.ESSENCE
    blocks: tuple[Block, ...]

"""Blocks written as GitHub's Markdown, and a whole comment that stays below GitHub's limit."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from grader.core.problem import Place
from grader.review import escape
from grader.review.blocks import Block, Code, Fold, Heading, Items, Part, Rank, Table, Text

#: GitHub refuses a comment above 65,536 characters, and counts that not quite exactly.
LIMIT = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A whole review in one language; a chapter with a title is folded."""

    title: str = ""
    parts: tuple[Part, ...]


def comment(chapters: Sequence[Chapter], note: Callable[[int], str], limit: int = LIMIT) -> str:
    """Write the comment, leaving out the least important parts from the end until it fits into `limit` UTF-8 bytes.

    `note` says that a number of parts was left out.
    """
    chunks = [chunk for chapter in chapters for chunk in _chunks(chapter)]
    room = limit - len(note(len(chunks)).encode()) - 4
    excess = sum(_weight(text) for _, text in chunks) - room
    dropped: set[int] = set()
    for index in sorted(range(len(chunks)), key=lambda index: (chunks[index][0], -index)):
        rank, text = chunks[index]
        if excess <= 0 or rank is Rank.ESSENCE:
            break
        dropped.add(index)
        excess -= _weight(text)
    kept = [text for index, (_, text) in enumerate(chunks) if index not in dropped]
    return "\n\n".join(kept + ([note(len(dropped))] if dropped else [])) + "\n"


def place(where: Place, repository: str, head_sha: str) -> str:
    """Link a file and line at the commit that was looked at; a whole file, which may be missing, and an odd path are only quoted."""
    name = escape.cell(f"{where.path}:{where.line}" if where.line else where.path)
    if not where.line or not re.fullmatch(r"[\w./ -]{1,200}", where.path) or ".." in where.path:
        return name
    return f"[{name}](https://github.com/{quote(repository)}/blob/{quote(head_sha)}/{quote(where.path)}?plain=1#L{where.line})"


def write(block: Block) -> str:
    """Write one block."""
    match block:
        case Heading():
            return f"{'#' * block.level} {block.text}"
        case Text():
            return f"**{block.lead}** {block.text}" if block.lead else block.text
        case Items():
            return "\n".join(f"- {item}" for item in block.items)
        case Table():
            lines = (block.header, ("---",) * len(block.header), *block.rows)
            return "\n".join(f"| {' | '.join(line)} |" for line in lines)
        case Code():
            return escape.fenced(escape.block(block.text), block.info)
        case Fold():
            inside = "\n\n".join(map(write, block.blocks))
            return f"{_opening(block.title)}\n\n{inside}\n\n</details>"


def _chunks(chapter: Chapter) -> list[tuple[Rank, str]]:
    chunks = [(part.rank, "\n\n".join(map(write, part.blocks))) for part in chapter.parts]
    if chapter.title:
        return [(Rank.ESSENCE, _opening(chapter.title)), *chunks, (Rank.ESSENCE, "</details>")]
    return chunks


def _opening(title: str) -> str:
    # A summary is raw HTML to GitHub, so its code spans are written as elements; a quoted text holds no backtick.
    pieces = (html.escape(piece) for piece in title.split("`"))
    shown = "".join(f"<code>{piece}</code>" if odd % 2 else piece for odd, piece in enumerate(pieces))
    return f"<details><summary>{shown}</summary>"


def _weight(text: str) -> int:
    return len(text.encode()) + 2

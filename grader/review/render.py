"""The review in a terminal, by rich: the same blocks as in the comment, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from grader.core.problem import Place
from grader.core.verdict import Card
from grader.core.words import Catalogue, Language
from grader.review import escape
from grader.review.appendix import appendix
from grader.review.blocks import Block, Code, Fold, Heading, Items, Table, Text
from grader.review.compose import findings
from grader.review.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


def show(card: Card, catalogue: Catalogue, language: Language, console: Console) -> None:
    """Print the review of a card; without colour and at the console's width where it is no terminal."""
    voice = Voice(catalogue=catalogue, language=language, quote=escape.terminal, link=_link)
    for part in (*findings(card, voice), *appendix(card, voice)):
        for block in part.blocks:
            for piece in _pieces(block):
                console.print(piece)
            console.print()


def _link(place: Place) -> str:
    return escape.terminal(f"{place.path}:{place.line}" if place.line else place.path)


def _pieces(block: Block) -> Iterator[RenderableType]:
    """Turn a block into what rich prints; texts are `Text`, never markup, so that brackets stay brackets."""
    from rich.padding import Padding
    from rich.text import Text as Line

    match block:
        case Heading():
            yield Line(block.text, style="bold cyan" if block.level > 3 else "bold")
        case Text():
            yield Line.assemble((f"{block.lead} " if block.lead else "", "bold"), block.text)
        case Items():
            for item in block.items:
                yield Padding(Line(f"• {item}"), (0, 0, 0, 2))
        case Table():
            yield _table(block)
        case Code():
            yield Padding(Line(escape.block(block.text), style="dim"), (0, 0, 0, 4))
        case Fold():
            yield Line(f"▾ {block.title}", style="bold")
            for inner in block.blocks:
                for piece in _pieces(inner):
                    yield Padding(piece, (0, 0, 0, 2))


def _table(block: Table) -> RenderableType:
    from rich import box
    from rich.table import Table as Grid
    from rich.text import Text as Line

    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in block.header:
        grid.add_column(Line(column), overflow="fold")
    for row in block.rows:
        grid.add_row(*map(Line, row))
    return grid

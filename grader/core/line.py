"""Where the cells of a table stand in a line of Markdown."""

from __future__ import annotations

import re

_PIPE = re.compile(r"(?<!\\)\|")
_QUOTE = re.compile(r"[\s>]*")


def cell_span(line: str, column: int | None) -> tuple[int, int]:
    """Return where a cell of a table row starts and ends, spaces included; the whole line without a column.

    A cell that the line does not have is empty: (0, 0).
    """
    if column is None:
        return 0, len(line)
    margin = _QUOTE.match(line)
    start = margin.end() if margin else 0
    bars = [match.start() for match in _PIPE.finditer(line)]
    edges = bars if bars and bars[0] == start else [start - 1, *bars]
    if column >= len(edges) or edges[column] + 1 >= len(line):
        return 0, 0
    return edges[column] + 1, edges[column + 1] if column + 1 < len(edges) else len(line)

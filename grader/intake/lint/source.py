"""A script or notebook as text: its code in one piece, and where each line of it stands in the file."""

from __future__ import annotations

import ast
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from grader.core.problem import Place
from grader.intake.lint.keys import masked


class OutputKind(StrEnum):
    """Where a saved output of a notebook came from."""

    STDOUT = "stdout"
    STDERR = "stderr"
    RESULT = "result"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Text that a cell printed when it last ran; `cell` is its 1-based number, `line` the raw line of the file where it starts."""

    cell: int
    kind: OutputKind
    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Magic:
    """A line for IPython or the shell (`!pip …`, `%time …`, `%%bash`) without its leading spaces; `line` counts in the joined code."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A cell or script that is no Python; `line` counts in the joined code, `message` is the parser's."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A code cell: its 1-based number among all cells, the joined lines it takes (first, behind the last), its execution count."""

    number: int
    first: int
    end: int
    count: int | None
    has_output: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of code, read.

    `lines` is the code as typed, all cells of a notebook joined; the lines of `tree` are the 1-based lines of it. Magics and
    cells that are no Python are blank in the tree. `raw_lines[i]` is the 1-based line of the file that `lines[i]` stands on,
    where it is known. `texts` are the notebook's Markdown cells by cell number.
    """

    path: str
    lines: tuple[str, ...]
    tree: ast.Module
    raw_lines: tuple[int | None, ...]
    cells: tuple[Cell, ...] = ()
    outputs: tuple[Output, ...] = ()
    magics: tuple[Magic, ...] = ()
    broken: tuple[Broken, ...] = ()
    texts: tuple[tuple[int, str], ...] = ()

    def cell_at(self, line: int) -> Cell | None:
        """Find the code cell that holds a joined line."""
        cell = self.cells[index] if (index := bisect_right(self.cells, line, key=lambda cell: cell.first) - 1) >= 0 else None
        return cell if cell and line < cell.end else None

    def place(self, line: int) -> Place:
        """Turn a joined line into the place that a person or GitHub finds; keys and passwords in it are masked."""
        cell = self.cell_at(line)
        known = 0 < line <= len(self.lines)
        return Place(
            path=self.path,
            line=self.raw_lines[line - 1] if known else None,
            cell=cell.number if cell else None,
            text=masked(self.lines[line - 1]) if known else "",
        )

"""The problems that reading raises, collected as they come up."""

from __future__ import annotations

from typing import NamedTuple

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Fact


class Cell(NamedTuple):
    """A cell of a table: its raw Markdown, its 1-based line and its 0-based column."""

    text: str
    line: int
    column: int


class Findings:
    """A list of problems of one file; what concerns a whole column is told once, at its first cell."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._told: set[tuple[str, int, int]] = set()

    def add(self, entry: Entry, cell: Cell, /, **facts: Fact) -> None:
        """Add a problem of one cell."""
        place = Place(path=self.path, line=cell.line, column=cell.column, text=cell.text)
        self.problems.append(Problem.of(entry, place, facts))

    def add_once(self, entry: Entry, cell: Cell, header: Cell, /, **facts: Fact) -> None:
        """Add a problem of the column (or labelled row) that `header` heads, unless it was told before."""
        key = (entry.code, header.line, header.column)
        if key not in self._told:
            self._told.add(key)
            self.add(entry, cell, **facts)

    def add_line(self, entry: Entry, line: int | None, /, **facts: Fact) -> None:
        """Add a problem of a whole line, or of the whole file."""
        place = Place(path=self.path, line=line)
        self.problems.append(Problem.of(entry, place, facts))

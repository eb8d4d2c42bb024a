"""What a rule looks at: all code of a pull request, and beside it the table, the manifest and the other files."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from grader.core.metric import Metric
from grader.core.problem import Fix, Place, Problem
from grader.core.submission import Manifest
from grader.core.table import Row
from grader.core.words import Confidence, Entry, Facts
from grader.course import Course
from grader.intake.lint.asked import Measured, measured
from grader.intake.lint.code import Code
from grader.intake.lint.evaluation import Evaluations
from grader.intake.lint.names import Undefined, undefined
from grader.intake.lint.silence import Silences, silences
from grader.intake.lint.source import Source
from grader.intake.lint.timing import Timing, timings


class Sheet:
    """One source with its index, its timed regions and its silencing comments."""

    def __init__(self, source: Source) -> None:
        """Index a source; everything is found when it is first asked for."""
        self.source = source
        self.code = Code(source.tree)

    @cached_property
    def is_adapter(self) -> bool:
        """Whether it is written for the bot to run, which then measures: it holds the three functions of the contract."""
        return self.code.functions.keys() >= {"compress", "load", "predict"}

    @cached_property
    def timings(self) -> tuple[Timing, ...]:
        """The timed regions."""
        return tuple(timings(self.code))

    @cached_property
    def measured(self) -> tuple[Measured, ...]:
        """The timed regions in which a model is asked."""
        return tuple(measured(self.code, self.timings))

    @cached_property
    def evaluations(self) -> Evaluations:
        """Where quality is computed, and on which examples."""
        return Evaluations(self.code)

    @cached_property
    def undefined(self) -> tuple[Undefined, ...]:
        """The names that have no value where they are used."""
        return tuple(undefined(self.source, self.code))

    @cached_property
    def silences(self) -> Silences:
        """What the team asked to be passed over."""
        return silences(self.source.lines)

    def problem(
        self, entry: Entry, at: ast.AST | int, facts: Facts | None = None, *, confidence: Confidence | None = None, fix: Fix | None = None
    ) -> Problem:
        """Build a problem at a node or joined line, with the team's own word on it if there is one."""
        line = at if isinstance(at, int) else getattr(at, "lineno", 1)
        found = Problem.of(entry, self.source.place(line), facts or {}, fix)
        return replace(found, confidence=confidence or entry.confidence, silenced=self.silences.reason(entry.code, line))


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """All that a pull request hands in, as far as code rules look at it.

    `rows` are the rows of the README table that the pull request adds or changes, `readme` is the README's path.
    `files` are the paths of the whole head tree with their sizes in bytes. `texts` are the other small text files that the
    pull request brings, by path: requirements, logs, JSON, CSV.
    """

    sheets: tuple[Sheet, ...]
    rows: tuple[Row, ...] = ()
    readme: str = "README.md"
    manifest: Manifest | None = None
    course: Course | None = None
    files: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def problem(self, entry: Entry, place: Place, facts: Facts | None = None, *, fix: Fix | None = None) -> Problem:
        """Build a problem that has no line of code, such as one about a row; a comment anywhere in the code can silence it."""
        found = Problem.of(entry, place, facts or {}, fix)
        return replace(found, silenced=next((reason for sheet in self.sheets if (reason := sheet.silences.anywhere(entry.code))), ""))

    def row_place(self, row: Row, metric: Metric | None = None) -> Place:
        """Return the place of a row of the table, or of its cell with this metric."""
        readings = [*row.cells.values(), *row.quality]
        cell = next((reading for reading in readings if reading.metric is metric), None)
        return Place(path=self.readme, line=row.line, column=cell.column if cell else None, text=cell.text if cell else "")

    def concerns(self, *metrics: Metric) -> bool:
        """Whether these metrics matter here: a row claims one of them, or no row was read."""
        return not self.rows or any(True for _ in self.claiming(*metrics))

    def claiming(self, *metrics: Metric) -> Iterator[Row]:
        """Yield the rows that hold a number for one of these metrics."""
        return (row for row in self.rows if any(reading.metric in metrics for reading in (*row.cells.values(), *row.quality)))

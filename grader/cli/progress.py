"""Progress of long work, on standard error: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.core.run import Phase
from grader.steps import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Display
    from rich.progress import TaskID


class Lines(Progress):
    """One line for each phase of each row: for logs."""

    def __init__(self) -> None:
        """Start with nothing said."""
        self._names: Mapping[int, str] = {}
        self._said: set[tuple[int, Phase]] = set()

    def begin(self, names: Mapping[int, str]) -> None:
        """Remember the names."""
        self._names = names

    def advance(self, row: int, phase: Phase, done: float) -> None:  # noqa: ARG002 - lines have no fractions
        """Say a phase once."""
        if (row, phase) not in self._said:
            self._said.add((row, phase))
            print(f"  {printable(self._names.get(row, str(row)))}: {phase}", file=sys.stderr, flush=True)


class Bars(Progress):
    """One bar for each row: for terminals."""

    def __init__(self, display: Display) -> None:
        """Draw on a display that has been started."""
        self._display = display
        self._tasks: dict[int, TaskID] = {}

    def begin(self, names: Mapping[int, str]) -> None:
        """Draw the bars."""
        for row, name in names.items():
            self._tasks[row] = self._display.add_task(printable(name), total=1.0, phase="")

    def advance(self, row: int, phase: Phase, done: float) -> None:
        """Move a bar."""
        self._display.update(self._tasks[row], completed=done, phase=str(phase))


def printable(name: str) -> str:
    """Show a name without control characters, at most 60 characters of it."""
    return "".join(character if character.isprintable() else "·" for character in name)[:60]


@contextmanager
def progress() -> Iterator[Progress]:
    """Show progress on the terminal, or as lines where the output goes elsewhere."""
    if not sys.stderr.isatty():
        yield Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Display

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[phase]}"), TimeElapsedColumn())
    with Display(*columns, console=Console(stderr=True)) as display:
        yield Bars(display)

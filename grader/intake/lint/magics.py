"""What IPython's own timers run: the cell under `%%time` and `%%timeit`, the statement behind `%time` and `%timeit`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.flow import Reached, reached
from grader.intake.lint.models import is_inference
from grader.intake.lint.source import Magic, Source

_TIMER = re.compile(r"(?P<mark>%{1,2})(?P<name>time|timeit)(?P<options>(?:\s+-\w+\s*\S*)*)(?:\s+(?P<statement>\S.*))?$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocked:
    """A timer of IPython: the joined line it stands on, whether it repeats what it times, what runs under it, the inferences there."""

    line: int
    repeats: bool
    runs: tuple[Reached, ...]
    asked: tuple[Reached, ...]


def clocked(source: Source, code: Code) -> Iterator[Clocked]:
    """Yield the timers of a notebook that time a model."""
    for magic in source.magics:
        if found := _TIMER.match(magic.text):
            cell = source.cell_at(magic.line)
            whole = found["mark"] == "%%" and cell
            calls = (
                code.calls_of(code.tree, (cell.first, -1), (cell.end, -1))
                if whole and cell
                else tuple(_typed(code, magic, found["statement"] or ""))
            )
            runs = tuple(reached(code, calls))
            asked = tuple(run for run in runs if is_inference(code, run.call))
            if asked:
                yield Clocked(line=magic.line, repeats=found["name"] == "timeit", runs=runs, asked=asked)


def _typed(code: Code, magic: Magic, statement: str) -> Iterator[Call]:
    """Yield the calls of a statement that is no part of the tree, as if it stood on the magic's line."""
    try:
        tree = ast.parse(statement)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    ast.increment_lineno(tree, magic.line - 1)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not (name := code.name_of(node.func)).startswith("?"):
            yield Call(node=node, name=name, scope=code.tree, loop=False)

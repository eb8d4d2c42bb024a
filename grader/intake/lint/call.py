"""The nouns of the index: a call, and a value that a name got."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key")
Item = TypeVar("Item")
#: A line and a column.
Position = tuple[int, int]
FIRST, LAST = (-1, -1), (1 << 60, 0)
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call:
    """One call.

    `name` is the dotted name with imports resolved (`torch.cuda.synchronize`); a variable keeps its own (`model.generate`),
    and what has no name is `?` (`?.numpy`). `loop` says that it stands in a loop of its own scope.
    """

    node: ast.Call
    name: str
    scope: Scope
    loop: bool

    @property
    def line(self) -> int:
        """The joined line it starts on."""
        return self.node.lineno

    @property
    def at(self) -> tuple[int, int]:
        """Where it starts, for comparing with other places."""
        return self.node.lineno, self.node.col_offset

    @property
    def end(self) -> tuple[int, int]:
        """Where it ends: of `model(x).item()` and `model(x)`, which start together, the first ends later."""
        return self.node.end_lineno or self.node.lineno, self.node.end_col_offset or 0

    @property
    def method(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def root(self) -> str:
        """The first part of the name."""
        return self.name.partition(".")[0]

    def argument(self, position: int | None, keyword: str = "") -> ast.expr | None:
        """Return an argument by position or by keyword, if it is given."""
        for given in self.node.keywords:
            if keyword and given.arg == keyword:
                return given.value
        plain = self.node.args[: position + 1] if position is not None else []
        if position is None or len(plain) <= position or any(isinstance(given, ast.Starred) for given in plain):
            return None
        return plain[position]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Assignment:
    """A value that a name got; `part` is the position in an unpacked tuple (`a, b = f()`)."""

    name: str
    value: ast.expr
    scope: Scope
    at: tuple[int, int]
    part: int | None = None

    def covers(self, at: tuple[int, int]) -> bool:
        """Whether a place is inside the value: in `x = x.eval()` the x on the right is still the old one."""
        value = self.value
        return (value.lineno, value.col_offset) <= at < (value.end_lineno or 0, value.end_col_offset or 0)


def parameters(scope: Scope) -> tuple[str, ...]:
    """Return the names of a function's parameters: those by position first, in their order."""
    if isinstance(scope, ast.Module):
        return ()
    given = scope.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    return tuple(parameter.arg for parameter in every if parameter)


def grouped(pairs: Iterable[tuple[Key, Item]]) -> dict[Key, tuple[Item, ...]]:
    """Collect the values of each key in their order."""
    found: dict[Key, list[Item]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in found.items()}

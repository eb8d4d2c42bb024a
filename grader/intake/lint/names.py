"""Names that are used but not defined, after pyflakes, without those that may come from where it cannot look."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.intake.lint.code import Code
from grader.intake.lint.source import Source

#: What IPython defines in every notebook.
_IPYTHON = frozenset({"display", "get_ipython", "In", "Out", "exit", "quit", "_", "__", "___", "_i", "_ii", "_ih", "_oh", "_dh"})
_HISTORY = re.compile(r"_i?\d+$")
#: Code that brings names which stand nowhere in it.
_HIDDEN = re.compile(r"(?:^|\.)(?:exec|execfile|run_cell|run_line_magic|magic)$")
_BRINGING = re.compile(r"%(?:run|load|pylab|%?R\b|store\s+-r|sql|loadpy)|%%(?:script|R|cython|sql)")


@dataclass(frozen=True, slots=True)
class Undefined:
    """A name that has no value where it is used; `later` says that the code below gives it one."""

    name: str
    line: int
    later: bool


def undefined(source: Source, code: Code) -> Iterator[Undefined]:
    """Yield the names of a source that are certainly undefined, each at its first use."""
    if _hides(source, code):
        return
    unread = _unread(source)
    # pyflakes looks at functions last: what is deleted at the end is gone for it in every function above
    deleted = {node.id for node in code.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)}
    uses = {
        (node.lineno, node.col_offset, node.id)
        for node in code.nodes
        if isinstance(node, ast.Name) and (node.id not in deleted or isinstance(code.scope_of(node), ast.Module))
    }
    bound = _bound(code.tree)
    seen: set[str] = set()
    for name, line, column in sorted(_flaked(code.tree), key=lambda found: found[1:]):
        if name in seen or (line, column, name) not in uses or _HISTORY.match(name) or re.search(rf"\b{re.escape(name)}\b", unread):
            continue
        seen.add(name)
        yield Undefined(name, line, any(at > line for at in bound.get(name, ())))


def _flaked(tree: ast.Module) -> Iterator[tuple[str, int, int]]:
    """Yield the undefined names that pyflakes finds: (name, line, column); none where the code is nested too deeply for it."""
    from pyflakes.checker import Checker
    from pyflakes.messages import UndefinedName

    try:
        messages = Checker(tree, builtins=_IPYTHON).messages
    except RecursionError:
        return
    for message in messages:
        if isinstance(message, UndefinedName):
            yield str(message.message_args[0]), int(message.lineno), int(message.col)


def _hides(source: Source, code: Code) -> bool:
    """Whether names may come from code that is run but not seen."""
    if any(_BRINGING.match(magic.text) for magic in source.magics):
        return True
    if any(_HIDDEN.search(call.name) for call in code.calls):
        return True
    tables = [call for call in code.calls if call.name in {"globals", "vars", "locals"}]
    above = [code.parents.get(table.node) for table in tables]
    return any(isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) for node in above) or any(
        isinstance(node, ast.Attribute) and node.attr in {"update", "setdefault"} for node in above
    )


def _unread(source: Source) -> str:
    """Return the text that is no part of the tree and may define names: magics and the cells that do not parse."""
    texts = [magic.text for magic in source.magics]
    for broken in source.broken:
        cell = source.cell_at(broken.line)
        texts += source.lines[cell.first - 1 : cell.end - 1] if cell else source.lines
    return "\n".join(texts)


def _bound(tree: ast.Module) -> dict[str, list[int]]:
    """Return the lines on which the module's own code gives each name a value."""
    found: dict[str, list[int]] = {}
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        names = []
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                names = [node.name]
            case ast.Import() | ast.ImportFrom():
                names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
            case ast.Name(ctx=ast.Store()):
                names = [node.id]
        for name in names:
            found.setdefault(name, []).append(getattr(node, "lineno", 0))
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            pending += ast.iter_child_nodes(node)
    return found


def listed(found: Iterable[str], most: int = 4) -> str:
    """Name a few things, each once."""
    every = list(dict.fromkeys(found))
    return ", ".join(every[:most]) + (", …" if len(every) > most else "")

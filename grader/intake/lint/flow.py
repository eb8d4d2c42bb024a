"""Where a value goes: through arithmetic, names, lists and the functions of one source, until it is shown or stored."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.intake.lint.call import Call, parameters
from grader.intake.lint.code import Code, Function

#: Functions whose result is still the same quantity as what they are given.
_KEEPING = {
    "round", "float", "int", "abs", "max", "min", "sum", "sorted", "list", "tuple", "mean", "median", "average", "array", "item",
    "percentile", "quantile", "fmean", "asarray", "amax",
}  # fmt: skip
_STORING = {"append", "extend", "add", "put", "insert"}
#: A value that is handed on more often than this is no measurement any more.
_FAR = 200


@dataclass(frozen=True, slots=True)
class Reached:
    """A call that runs; `looped` says that a loop of a function which was called on the way runs it again and again.

    `by` is the call through which its function was entered, None where it is not known.
    """

    call: Call
    looped: bool
    by: Call | None = None


def arguments(code: Code, node: ast.expr, by: Call | None = None) -> Iterator[ast.expr]:
    """Yield what the callers in this source, or only one of them (`by`), give for a parameter; nothing for any other expression."""
    scope = code.scope_of(node)
    if not isinstance(node, ast.Name) or not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    names = positions(scope)
    if node.id not in parameters(scope) or node.id == "self":
        return
    position = names.index(node.id) if node.id in names else None
    callers = tuple(code.callers(scope))
    for call in (by,) if by in callers else callers:
        given = call.argument(position, node.id)
        if given is not None:
            yield given


def positions(function: Function) -> list[str]:
    """Return the parameters that a call fills by position."""
    plain = [*function.args.posonlyargs, *function.args.args]
    return [parameter.arg for parameter in plain if parameter.arg != "self"]


def reached(code: Code, calls: Iterable[Call], depth: int = 2, *, looped: bool = False, by: Call | None = None) -> Iterator[Reached]:
    """Yield calls and, so many steps deep, the calls in the functions of this source that they mean or are handed.

    `by` is the call through which their function was entered: a parameter that is called is what that very call gave for it.
    """
    for call in calls:
        yield Reached(call, looped, by)
        for body in _bodies(code, call, by) if depth else ():
            for inner in code.calls_of(body):
                yield from reached(code, (inner,), depth - 1, looped=looped or inner.loop, by=call)


def _bodies(code: Code, call: Call, by: Call | None) -> Iterator[ast.AST]:
    """Yield what runs when a function is called: a function of this source, or what callers gave for a parameter that is called."""
    if function := code.followed(call):
        yield function
        return
    for given in arguments(code, call.node.func, by):
        if isinstance(given, ast.Lambda):
            yield given
        elif isinstance(given, ast.Name) and given.id in code.functions:
            yield code.functions[given.id]
    yield from _methods(code, call, by)


def _methods(code: Code, call: Call, by: Call | None) -> Iterator[Function]:
    """Yield the method that runs when an object of a class of this source is called, or its method is: `runner(x)`, `runner.run(x)`."""
    function, wanted = call.node.func, "__call__"
    if isinstance(function, ast.Attribute) and not isinstance(function.value, ast.Call):
        wanted, function = function.attr, function.value
    for value in (function, *arguments(code, function, by)):
        made = code.origin_call(value) if isinstance(value, ast.Name | ast.Call) else None
        defined = code.classes.get(made.name) if made else None
        yield from (node for node in (defined.body if defined else ()) if isinstance(node, ast.FunctionDef) and node.name == wanted)


def sinks(code: Code, node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes where a value ends up: a subtraction it is part of, a comparison, a call that takes it, a statement.

    Names are followed to all their uses, returned values to all callers, list and dictionary entries to all uses of the
    container. A value that is never used ends where it is.
    """
    return _sinks(code, node, set())


def _sinks(code: Code, node: ast.AST, seen: set[ast.AST]) -> Iterator[ast.AST]:
    if node in seen or len(seen) > _FAR:
        return
    seen.add(node)
    parent = code.parents.get(node)
    match parent:
        case ast.BinOp(op=ast.Sub()) | ast.AugAssign(op=ast.Sub()) | ast.Compare():
            yield parent
        case ast.BinOp() | ast.UnaryOp() | ast.IfExp() | ast.Subscript() | ast.Attribute() | ast.BoolOp() | ast.Starred() | ast.Await():
            yield from _sinks(code, parent, seen)
        case ast.Tuple() | ast.List() | ast.Dict() | ast.keyword():
            yield from _contained(code, node, parent, seen)
        case ast.Assign() | ast.AnnAssign() | ast.NamedExpr() | ast.AugAssign():
            targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target]
            for target in targets:
                yield from _uses(code, target, parent, seen)
        case ast.Return():
            yield from _returned(code, parent, None, seen)
        case ast.Call():
            yield from _taken(code, node, parent, seen)
        case None:
            return
        case _:
            yield parent


def _taken(code: Code, node: ast.AST, parent: ast.Call, seen: set[ast.AST]) -> Iterator[ast.AST]:
    """Follow a value into the call that takes it, or out of the call that is made on it."""
    call = code.call_at[parent]
    function = code.followed(call)
    if node is parent.func or call.method in _KEEPING:
        yield from _sinks(code, parent, seen)
    elif function and isinstance(node, ast.expr):
        for name in _given(parent, node, function):
            yield from _loads(code, name, function, parent, seen)
    elif call.method in _STORING and isinstance(parent.func, ast.Attribute):
        yield from _uses(code, parent.func.value, parent, seen)
    else:
        yield parent


def _given(call: ast.Call, node: ast.expr, function: Function) -> Iterator[str]:
    names = positions(function)
    if node in call.args and (position := call.args.index(node)) < len(names):
        yield names[position]


def _contained(code: Code, node: ast.AST, parent: ast.AST, seen: set[ast.AST]) -> Iterator[ast.AST]:
    """Follow a value through what holds it: by its position in a tuple, by its key in a dictionary."""
    outer = code.parents.get(parent)
    if isinstance(parent, ast.keyword) and isinstance(outer, ast.Call):
        function = code.followed(code.call_at[outer])
        if function and parent.arg:
            yield from _loads(code, parent.arg, function, outer, seen)
        else:
            yield outer
    elif isinstance(parent, ast.Dict):
        key = next((key for key, value in zip(parent.keys, parent.values, strict=True) if value is node), None)
        readers = code.subscripts.get(key.value, ()) if isinstance(key, ast.Constant) else ()
        yield from (sink for reader in readers for sink in _sinks(code, reader, seen))
        yield parent
    elif isinstance(parent, ast.Tuple) and isinstance(outer, ast.Assign | ast.Return):
        position = parent.elts.index(node) if isinstance(node, ast.expr) and node in parent.elts else None
        if isinstance(outer, ast.Return):
            yield from _returned(code, outer, position, seen)
            return
        for target in outer.targets:
            same = isinstance(target, ast.Tuple) and position is not None and len(target.elts) == len(parent.elts)
            yield from _uses(code, target.elts[position] if same else target, outer, seen)  # type: ignore[attr-defined]
    else:
        yield from _sinks(code, parent, seen)


def _returned(code: Code, statement: ast.Return, position: int | None, seen: set[ast.AST]) -> Iterator[ast.AST]:
    """Follow a returned value to every caller; at a position of a tuple, to the name that is unpacked from it."""
    function = code.scope_of(statement)
    callers = tuple(code.callers(function)) if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) else ()
    if not callers or statement in seen:
        yield statement
        return
    for call in callers:
        above = code.parents.get(call.node)
        target = above.targets[0] if isinstance(above, ast.Assign) else None
        if position is not None and isinstance(target, ast.Tuple) and position < len(target.elts):
            yield from _uses(code, target.elts[position], call.node, seen)
        else:
            yield from _sinks(code, call.node, seen)


def _uses(code: Code, target: ast.expr, statement: ast.AST, seen: set[ast.AST]) -> Iterator[ast.AST]:
    """Follow a value to the uses of the name it got: in its own function, and for attributes and globals everywhere."""
    if isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            yield from _uses(code, element, statement, seen)
        return
    while isinstance(target, ast.Subscript):
        key = target.slice
        if isinstance(key, ast.Constant):
            readers = [reader for reader in code.subscripts.get(key.value, ()) if isinstance(reader.ctx, ast.Load)]
            yield from (sink for reader in readers for sink in _sinks(code, reader, seen))
            yield statement
            return
        target = target.value
    if isinstance(target, ast.Name | ast.Attribute):
        yield from _loads(code, code.name_of(target), code.scope_of(target), statement, seen)


def _loads(code: Code, name: str, scope: ast.AST, statement: ast.AST, seen: set[ast.AST]) -> Iterator[ast.AST]:
    everywhere = "." in name or isinstance(scope, ast.Module)
    loads = [load for load in code.loads.get(name, ()) if (everywhere or code.scope_of(load) is scope) and load not in seen]
    for load in loads:
        yield from _sinks(code, load, seen)
    if not loads:
        yield statement

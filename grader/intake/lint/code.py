"""An index of one source: calls by their full names, scopes, loops, and where values come from.

Names are followed as far as that is certain and no further: an unknown value has no origin, an unknown text is None.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property

from grader.intake.lint.arithmetic import Constant, computed
from grader.intake.lint.call import FIRST, LAST, Assignment, Call, Position, grouped, parameters
from grader.intake.lint.syntax import Function, Syntax

__all__ = ["Code", "Constant", "Function"]

#: Methods that return the very object they are called on, or the same model in another place or type.
_SELF = {"to", "eval", "cuda", "cpu", "half", "float", "bfloat16", "train", "requires_grad_", "to_empty", "double", "share_memory"}
_DEPTH = 8


class Code(Syntax):
    """The index of a tree; everything is found once, when it is first asked for."""

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Imported name → what it stands for, wherever in the file it is imported."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    found[alias.asname or alias.name.partition(".")[0]] = alias.name if alias.asname else alias.name.partition(".")[0]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        return found

    @cached_property
    def modules(self) -> frozenset[str]:
        """The dotted names of everything that is imported, `from` imports with their last name."""
        names = {alias.name for node in self.nodes if isinstance(node, ast.Import) for alias in node.names}
        return frozenset(names | set(self.aliases.values()))

    def imports(self, *packages: str) -> bool:
        """Whether one of these top-level packages is imported."""
        return any(name.partition(".")[0] in packages for name in self.modules)

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Every call, in the order of the text."""
        found = [
            Call(node=node, name=self.name_of(node.func), scope=self.scope_of(node), loop=self.loop_of(node) is not None)
            for node in self.nodes
            if isinstance(node, ast.Call)
        ]
        return tuple(sorted(found, key=lambda call: (call.at, call.node.end_lineno or 0, call.node.end_col_offset or 0)))

    @cached_property
    def call_at(self) -> dict[ast.AST, Call]:
        """Node → its call."""
        return {call.node: call for call in self.calls}

    def name_of(self, node: ast.AST) -> str:
        """Return the dotted name of an expression, imports resolved."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        root = self.aliases.get(node.id, node.id) if isinstance(node, ast.Name) else "?"
        return ".".join([root, *reversed(parts)])

    def followed(self, call: Call) -> Function | None:
        """Return the function of this source that a call means, if that is certain."""
        own = call.name.removeprefix("self.")
        return self.functions.get(own) if "." not in own else None

    def calls_of(self, scope: ast.AST, start: Position = FIRST, stop: Position = LAST) -> tuple[Call, ...]:
        """Return the calls in the body of one scope, without those in functions inside it, that start behind and before two places."""
        calls, starts = self._by_scope.get(scope, ((), ()))
        return calls[bisect_right(starts, start) : bisect_left(starts, stop)]

    @cached_property
    def _by_scope(self) -> dict[ast.AST, tuple[tuple[Call, ...], tuple[Position, ...]]]:
        scopes = grouped((call.scope, call) for call in self.calls)
        return {scope: (calls, tuple(call.at for call in calls)) for scope, calls in scopes.items()}

    def calls_below(self, node: ast.AST) -> Iterator[Call]:
        """Yield every call inside a node, functions inside it included."""
        inside = {id(child) for child in ast.walk(node)}
        return (call for call in self.calls if id(call.node) in inside)

    def called(self, name: str) -> tuple[Call, ...]:
        """Return the calls of a function by its full name, or by its last name if `name` starts with a dot."""
        method = name.rpartition(".")[2]
        named = self._by_method.get(method, ())
        return named if name == f".{method}" else tuple(call for call in named if call.name == name)

    @cached_property
    def _by_method(self) -> dict[str, tuple[Call, ...]]:
        return grouped((call.method, call) for call in self.calls)

    def callers(self, function: ast.AST | None) -> Iterator[Call]:
        """Yield the calls that mean a function of this source."""
        return iter(self._callers.get(function, ()) if function else ())

    @cached_property
    def _callers(self) -> dict[ast.AST, tuple[Call, ...]]:
        return grouped((function, call) for call in self.calls if (function := self.followed(call)))

    @cached_property
    def assignments(self) -> dict[str, tuple[Assignment, ...]]:
        """Name (also `self.model`) → the values it gets, in the order of the text."""
        found: dict[str, list[Assignment]] = {}
        for assignment in self._assignments():
            found.setdefault(assignment.name, []).append(assignment)
        return {name: tuple(sorted(values, key=lambda value: value.at)) for name, values in found.items()}

    def _assignments(self) -> Iterator[Assignment]:
        for node in self.nodes:
            if isinstance(node, ast.Assign):
                targets, value = node.targets, node.value
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                targets, value = [node.target], node.value
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                targets, value = [node.optional_vars], node.context_expr
            else:
                continue
            for target in targets:
                yield from self._unpacked(target, value)

    def _unpacked(self, target: ast.expr, value: ast.expr) -> Iterator[Assignment]:
        scope, at = self.scope_of(target), (target.lineno, target.col_offset)
        if isinstance(target, ast.Name | ast.Attribute):
            yield Assignment(name=self.name_of(target), value=value, scope=scope, at=at)
        elif isinstance(target, ast.Tuple | ast.List):
            each = value.elts if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts) else None
            for part, element in enumerate(target.elts):
                if isinstance(element, ast.Name | ast.Attribute):
                    given = (each[part], None) if each else (value, part)
                    yield Assignment(name=self.name_of(element), value=given[0], scope=scope, at=at, part=given[1])

    def assigned(self, node: ast.expr) -> Assignment | None:
        """Return the value that a name has where it stands: the last one before it in its scope, else in the module.

        A function runs later than the module's code, so for it the module's last value counts. A parameter has no value.
        """
        name, scope, at = self.name_of(node), self.scope_of(node), (node.lineno, node.col_offset)
        values = self.assignments.get(name, ())
        own = [value for value in values if value.scope is scope]
        if own:
            return next((value for value in reversed(own) if value.at < at and not value.covers(at)), None)
        if not isinstance(scope, ast.Module) and "." not in name and name in parameters(scope):
            return None
        outer = [value for value in values if isinstance(value.scope, ast.Module) or "." in name]
        return outer[-1] if outer else None

    def constant(self, node: ast.AST | None, depth: int = 0) -> Constant | None:
        """Return a value that is certain: a literal, a name that only ever gets one, a product of numbers, an f-string of such."""
        if node is None or depth > _DEPTH:
            return None
        match node:
            case ast.Constant(value=str() | int() | float() as value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                number = self.constant(operand, depth + 1)
                return -number if isinstance(number, int | float) else None
            case ast.BinOp(left=left, op=op, right=right):
                return computed(op, self.constant(left, depth + 1), self.constant(right, depth + 1))
            case ast.JoinedStr(values=values):
                texts = [self.constant(value.value if isinstance(value, ast.FormattedValue) else value, depth + 1) for value in values]
                return None if any(text is None for text in texts) else "".join(str(text) for text in texts)
            case ast.Name() | ast.Attribute():
                return self._constant_of(self.name_of(node), depth)
        return None

    @cached_property
    def _constants(self) -> dict[str, Constant | None]:
        return {}

    def _constant_of(self, name: str, depth: int) -> Constant | None:
        """Return the one value that a name ever gets; names that are made from each other are asked for once, and have none."""
        if name not in self._constants:
            self._constants[name] = None
            found = {repr(value): value for value in (self._plain(each, depth) for each in self.assignments.get(name, ()))}
            self._constants[name] = next(iter(found.values())) if len(found) == 1 else None
        return self._constants[name]

    def _plain(self, assignment: Assignment, depth: int) -> Constant | None:
        return None if assignment.part is not None else self.constant(assignment.value, depth + 1)

    def origin(self, node: ast.AST | None, depth: int = 0) -> str:
        """Return the full name of the call that made a value (`transformers.pipeline`); the empty string where it is not certain.

        `.to(device).eval()` and the like are looked through, and so is one function of this source.
        """
        call = self.origin_call(node, depth)
        return call.name if call else ""

    def origin_call(self, node: ast.AST | None, depth: int = 0) -> Call | None:
        """Return the call that made a value, as `origin` does."""
        if node is None or depth > _DEPTH:
            return None
        if isinstance(node, ast.Name | ast.Attribute):
            found = self.assigned(node)
            return self.origin_call(found.value, depth + 1) if found else None
        if isinstance(node, ast.Await):
            return self.origin_call(node.value, depth + 1)
        if not isinstance(node, ast.Call):
            return None
        if isinstance(node.func, ast.Attribute) and node.func.attr in _SELF and (inner := self.origin_call(node.func.value, depth + 1)):
            return inner
        call = self.call_at[node]
        function = self.followed(call)
        returned = [child.value for child in ast.walk(function) if isinstance(child, ast.Return)] if function else []
        if len(returned) == 1 and isinstance(returned[0], ast.Name | ast.Call) and (made := self.origin_call(returned[0], depth + 2)):
            return made
        return call

    @cached_property
    def loads(self) -> dict[str, tuple[ast.Name | ast.Attribute, ...]]:
        """Name (also `self.model`) → the places where it is read."""
        read = (node for node in self.nodes if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load))
        return grouped((self.name_of(node), node) for node in read)

    @cached_property
    def subscripts(self) -> dict[object, tuple[ast.Subscript, ...]]:
        """Constant key → the places where something is subscripted with it (`row["ram"]`)."""
        keyed = (node for node in self.nodes if isinstance(node, ast.Subscript))
        return grouped((node.slice.value, node) for node in keyed if isinstance(node.slice, ast.Constant))

    @cached_property
    def strings(self) -> tuple[tuple[int, str], ...]:
        """Every string literal with its line, without docstrings and strings that stand alone as comments."""
        alone = {node.value for node in self.nodes if isinstance(node, ast.Expr)}
        return tuple(
            (node.lineno, node.value)
            for node in self.nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in alone
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """Every identifier that occurs: names, attributes, functions, arguments."""
        found = {node.id for node in self.nodes if isinstance(node, ast.Name)}
        found |= {node.attr for node in self.nodes if isinstance(node, ast.Attribute)}
        found |= {node.arg for node in self.nodes if isinstance(node, ast.arg)}
        return frozenset(found | {node.name for node in self.nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)})

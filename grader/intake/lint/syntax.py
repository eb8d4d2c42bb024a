"""The shape of one source: what stands in which function and which loop."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cached_property

from grader.intake.lint.call import Scope

Function = ast.FunctionDef | ast.AsyncFunctionDef

_SCOPES = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Syntax:
    """A tree with the way up from every node; everything is found once, when it is first asked for."""

    def __init__(self, tree: ast.Module) -> None:
        """Take the tree whose lines are joined lines."""
        self.tree = tree

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node, in the order of `ast.walk`."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """Node → the node that holds it."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}

    def scope_of(self, node: ast.AST) -> Scope:
        """Return the function (or module) whose body a node is in."""
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, _SCOPES):
                return node
        return self.tree

    def loop_of(self, node: ast.AST) -> ast.AST | None:
        """Return the innermost loop or comprehension of its own scope that runs a node again and again."""
        below = node
        while below in self.parents:
            above = self.parents[below]
            if isinstance(above, _SCOPES):
                return None
            if isinstance(above, ast.For | ast.AsyncFor) and below not in (above.iter, above.target) and below not in above.orelse:
                return above
            if isinstance(above, ast.While) and below not in above.orelse:
                return above
            if isinstance(above, _COMPREHENSIONS) and below is not above.generators[0]:
                return above
            below = above
        return None

    @cached_property
    def loops(self) -> tuple[ast.For | ast.AsyncFor | ast.While, ...]:
        """Every loop statement."""
        return tuple(node for node in self.nodes if isinstance(node, ast.For | ast.AsyncFor | ast.While))

    @cached_property
    def defined(self) -> tuple[Function, ...]:
        """Every function and method."""
        return tuple(node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Functions and methods by name; a name that is defined twice is left out, for a call may mean either."""
        counted = Counter(node.name for node in self.defined)
        return {node.name: node for node in self.defined if counted[node.name] == 1}

    def function_at(self, line: int) -> Function | None:
        """Return the innermost function whose lines hold a line."""
        return self._function_lines.get(line)

    @cached_property
    def _function_lines(self) -> dict[int, Function]:
        found: dict[int, Function] = {}
        for function in sorted(self.defined, key=lambda node: node.lineno):  # those inside overwrite those around them
            found.update(dict.fromkeys(range(function.lineno, (function.end_lineno or function.lineno) + 1), function))
        return found

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """Classes by name; the last of two with one name."""
        return {node.name: node for node in self.nodes if isinstance(node, ast.ClassDef)}


def words(node: ast.AST) -> str:
    """Return the names and texts in a node, in small letters; no depth of nesting is too much for it."""
    found = (
        child.id if isinstance(child, ast.Name) else child.attr if isinstance(child, ast.Attribute) else child.value
        for child in ast.walk(node)
        if isinstance(child, ast.Name | ast.Attribute) or (isinstance(child, ast.Constant) and isinstance(child.value, str))
    )
    return " ".join(str(word).lower() for word in found)

"""Where code counts the bytes of a model: loops and sums over its parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.intake.lint.call import Call
from grader.intake.lint.code import Code

_COUNTS = frozenset({"numel", "nelement", "count_nonzero"})
_COUNTERS = re.compile(
    r"(?:^|_)(?:num|n|count|total|nb|number_of|get)_?(?:\w+_)?(?:param|parameter)s?(?:$|_)|^num_parameters$|^params?_count$|^n_?params$|nonzero"
)
_SIZE = re.compile(
    r"(?:^|_)(?:size|sizes|mb|mib|gb|byte|bytes|bits|memory|mem|footprint|disk|weight_kb|kb|ram|vram|storage)(?:$|_|\d)", re.IGNORECASE
)
_WORK = re.compile(r"flop|mac|sparsity|zeros|amount", re.IGNORECASE)


def is_count(code: Code, node: ast.AST) -> bool:
    """Whether a value is a number of parameters: `p.numel()`, a sum of such, a name or function that gives one."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in _COUNTS or attr == "num_parameters":
            return True
        case ast.Call(func=ast.Attribute(attr="item", value=inner), args=[]):
            return is_count(code, inner)
        case ast.Call(func=ast.Name(id="sum"), args=[ast.GeneratorExp(elt=element) | ast.ListComp(elt=element), *_]):
            return is_count(code, element)
        case ast.Call():
            call = code.call_at[node]
            if call.method == "prod" and node.args:
                return isinstance(node.args[0], ast.Attribute) and node.args[0].attr == "shape"
            return bool(_COUNTERS.search(call.method)) and "." not in call.name
        case ast.Name():
            assigned = code.assigned(node)
            if assigned is None or assigned.part is not None:
                return False
            if isinstance(assigned.value, ast.Call):
                return is_count(code, assigned.value)
            if isinstance(assigned.value, ast.Constant):
                return any(is_count(code, added) for added in _added(code, node.id))
            return bool(_COUNTERS.search(node.id))
    return False


def _added(code: Code, name: str) -> Iterator[ast.expr]:
    """Yield what is added to a name that starts from nought."""
    for node in code.nodes:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
            yield node.value


def about_size(code: Code, node: ast.AST) -> bool:
    """Whether an expression is, or becomes, a size: it is divided into MB or bytes, or its name or function says so."""
    for _ in range(12):
        above = code.parents.get(node)
        match above:
            case ast.BinOp(op=ast.Div() | ast.FloorDiv(), left=left, right=right) if left is node and code.constant(right) in _UNITS:
                return not _WORK.search(_named_here(code, above))
            case ast.Assign(targets=[target, *_]) | ast.AugAssign(target=target) | ast.AnnAssign(target=target):
                return bool(_SIZE.search(code.name_of(target).rpartition(".")[2]))
            case ast.Return():
                function = code.scope_of(above)
                return isinstance(function, ast.FunctionDef) and bool(_SIZE.search(function.name)) and not _WORK.search(function.name)
            case ast.expr() | ast.comprehension():
                node = above
            case _:
                return False
    return False


_UNITS = frozenset({8, 1024, 1e6, 1000, 1000**2, 1024**2, 1e9, 1024**3})


def _named_here(code: Code, node: ast.AST) -> str:
    """Return the name that the statement around an expression gives its value, or its function's."""
    while node in code.parents:
        node = code.parents[node]
        if isinstance(node, ast.Assign):
            return code.name_of(node.targets[0])
        if isinstance(node, ast.Return):
            scope = code.scope_of(node)
            return scope.name if isinstance(scope, ast.FunctionDef) else ""
        if isinstance(node, ast.stmt):
            return ""
    return ""


def names_size(name: str) -> bool:
    """Whether a name is that of a size in bytes or a multiple of it."""
    return bool(_SIZE.search(name.rpartition(".")[2]))


def counted_names(code: Code, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Yield the parameters of a function whose `.parameters()` it goes over to count elements or bytes."""
    inside = list(ast.walk(function))
    counts = any(isinstance(node, ast.Attribute) and node.attr in {"numel", "nelement", "element_size", "nbytes"} for node in inside)
    for node in inside if counts else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"parameters", "named_parameters"}:
            yield code.name_of(node.func.value)


def taken(call: Call) -> Iterator[tuple[int | str, ast.expr]]:
    """Yield the arguments of a call with their position or keyword."""
    yield from enumerate(call.node.args)
    yield from ((keyword.arg, keyword.value) for keyword in call.node.keywords if keyword.arg)

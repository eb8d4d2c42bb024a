"""Where code compresses a model, lifted out with all that it needs: functions, constants, imports."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from grader.intake.lint.call import Call, parameters
from grader.intake.lint.code import Code, Function
from grader.intake.lint.models import looks_like_model

_MODEL = re.compile(r"model|net|module", re.IGNORECASE)
_OWN_CLUSTERING = re.compile(r"cluster|k_?means|palett|centroid", re.IGNORECASE)
#: More statements than these are no compression any more but a whole experiment.
_MOST_LINES = 90


class Kind(StrEnum):
    """How a model is made smaller, as far as it decides what is saved and loaded."""

    CLUSTERING = "clustering"
    PRUNING = "pruning"
    DYNAMIC = "int8"
    EXPORT = "export"
    HALF = "fp16"
    PLAIN = "original"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrinking:
    """The compression as Python: `before` are functions and constants, `body` the statements that turn `model` into the smaller one."""

    kind: Kind
    before: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


def shrinking(code: Code) -> Shrinking | None:
    """Find the compression of a source, without a body where it cannot be lifted out; None where there is none."""
    seen: Kind | None = None
    for kind, calls in _candidates(code).items():
        if kind is Kind.HALF and calls:
            return Shrinking(kind=kind, body=("model = model.half()",))
        seen = seen or (kind if calls else None)
        for call in calls:
            lifted = _from_function(code, kind, call) or _from_module(code, kind, call)
            if lifted and sum(text.count("\n") + 1 for text in (*lifted.before, *lifted.body)) <= _MOST_LINES:
                return lifted
    return Shrinking(kind=seen) if seen else None


def _candidates(code: Code) -> dict[Kind, list[Call]]:
    found: dict[Kind, list[Call]] = {Kind.CLUSTERING: [], Kind.PRUNING: [], Kind.DYNAMIC: [], Kind.HALF: []}
    for call in code.calls:
        if call.method in {"KMeans", "MiniBatchKMeans", "kmeans2"} or (code.followed(call) and _OWN_CLUSTERING.search(call.method)):
            found[Kind.CLUSTERING].append(call)
        elif ".prune." in f".{call.name}" and call.method not in {"remove", "is_pruned"} and not code.followed(call):
            found[Kind.PRUNING].append(call)
        elif call.method == "quantize_dynamic" and call.root != "onnxruntime":
            found[Kind.DYNAMIC].append(call)
        elif _is_half(code, call):
            found[Kind.HALF].append(call)
    return found


def _is_half(code: Code, call: Call) -> bool:
    """Whether a call makes a model of 16-bit numbers."""
    function = call.node.func
    if call.method == "half" and isinstance(function, ast.Attribute):
        return looks_like_model(code, function.value)
    given = [*call.node.args] if call.method == "to" else []
    given += [keyword.value for keyword in call.node.keywords if keyword.arg in {"torch_dtype", "dtype"} and "from_pretrained" in call.name]
    return any(code.name_of(value) in {"torch.float16", "torch.half", "torch.bfloat16"} for value in given)


def _from_function(code: Code, kind: Kind, call: Call) -> Shrinking | None:
    """Lift a function that takes the model, and a call of it."""
    function = code.followed(call) if _takes_model(code.followed(call)) else call.scope
    for _ in range(4):
        if _takes_model(function):
            break
        callers = [caller for caller in code.callers(function) if caller.scope is not function]
        function = callers[0].scope if callers else code.tree
    if not isinstance(function, ast.FunctionDef):
        return None
    used = next((_rewritten(code, caller, function) for caller in code.callers(function)), None)
    if used is None:
        return None
    whole = list(_needed(code, function))
    before = [*_constants(code, [*whole, used]), *(ast.unparse(each) for each in whole)]
    body = (f"model = {ast.unparse(used)}",) if _returns_model(function) else (ast.unparse(used),)
    return Shrinking(kind=kind, before=tuple(before), body=body, imports=_imports(code, [*whole, used]))


def _takes_model(function: ast.AST | None) -> bool:
    return isinstance(function, ast.FunctionDef) and any(_MODEL.search(name) for name in parameters(function))


def _rewritten(code: Code, call: Call, function: Function) -> ast.Call | None:
    """Return a call with `model` in the place of the model; None where another argument is not certain."""
    place = next(n for n, name in enumerate(parameters(function)) if _MODEL.search(name))
    args: list[ast.expr] = []
    for position, given in enumerate(call.node.args):
        value = code.constant(given)
        if position != place and value is None and not isinstance(given, ast.Constant):
            return None
        args.append(ast.Name("model", ast.Load()) if position == place else ast.Constant(value))
    keywords = []
    for keyword in call.node.keywords:
        is_model = keyword.arg == parameters(function)[place]
        value = code.constant(keyword.value)
        if keyword.arg is None or (value is None and not is_model):
            return None
        keywords.append(ast.keyword(keyword.arg, ast.Name("model", ast.Load()) if is_model else ast.Constant(value)))
    return ast.Call(ast.Name(function.name, ast.Load()), args, keywords)


def _returns_model(function: Function) -> bool:
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
    return bool(returned) and all(isinstance(value, ast.Name | ast.Call) for value in returned)


def _from_module(code: Code, kind: Kind, call: Call) -> Shrinking | None:
    """Lift the statements outside of functions that compress, with one name for the model."""
    if not isinstance(call.scope, ast.Module):
        return None
    marks = {call.method, "remove"} if kind is Kind.PRUNING else {call.method}
    chosen = [statement for statement in code.tree.body if _is_code(statement) and _calls_any(code, statement, marks)]
    if not chosen or call.node not in {node for statement in chosen for node in ast.walk(statement)}:
        return None
    names = _models_in(code, chosen) or _models_in(code, _made_for(code, chosen, None))
    if not names:
        return None
    chosen = [*_made_for(code, chosen, names), *chosen]
    renamed = [_Renamed(names).visit(ast.parse(ast.unparse(statement)).body[0]) for statement in chosen]
    needed = [function for statement in chosen for function in _functions_in(code, statement)]
    before = [*_constants(code, [*needed, *chosen]), *(ast.unparse(each) for each in needed)]
    return Shrinking(
        kind=kind, before=tuple(before), body=tuple(ast.unparse(each) for each in renamed), imports=_imports(code, [*needed, *chosen])
    )  # fmt: skip


def _is_code(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign | ast.Expr | ast.For | ast.With)


def _calls_any(code: Code, statement: ast.stmt, methods: set[str]) -> bool:
    return any(isinstance(node, ast.Call) and code.name_of(node.func).rpartition(".")[2] in methods for node in ast.walk(statement))


def _models_in(code: Code, statements: Iterable[ast.stmt]) -> set[str]:
    """Return the names that stand for the model: the one asked most, and what it is assigned to."""
    used = Counter(
        node.id
        for statement in statements
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in code.aliases and looks_like_model(code, node)
    )
    if not used:
        return set()
    targets = {
        target.id
        for statement in statements
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call)
        for target in statement.targets
        if isinstance(target, ast.Name) and looks_like_model(code, target)
    }
    return {used.most_common(1)[0][0]} | targets


def _made_for(code: Code, statements: list[ast.stmt], models: set[str] | None) -> Iterator[ast.stmt]:
    """Yield the assignments outside of functions that the statements need and that are about the model, if it is known."""
    wanted = {node.id for statement in statements for node in ast.walk(statement) if isinstance(node, ast.Name)} - (models or set())
    for statement in code.tree.body:
        if isinstance(statement, ast.Assign) and statement not in statements:
            names = {target.id for target in statement.targets if isinstance(target, ast.Name)}
            inside = {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}
            if names & wanted and (models is None or inside & models):
                yield statement


class _Renamed(ast.NodeTransformer):
    def __init__(self, names: set[str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name("model", node.ctx) if node.id in self._names else node


def _needed(code: Code, function: Function) -> Iterator[Function]:
    """Yield a function behind those of the same source that it uses."""
    seen: dict[Function, None] = {}

    def add(each: Function) -> None:
        if each not in seen and len(seen) < 8:
            seen[each] = None
            for inner in _functions_in(code, each):
                add(inner)

    add(function)
    yield from reversed(seen)


def _functions_in(code: Code, node: ast.AST) -> Iterator[Function]:
    names = dict.fromkeys(child.id for child in ast.walk(node) if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load))
    yield from (code.functions[name] for name in names if name in code.functions and code.functions[name] is not node)


def _constants(code: Code, nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield assignments of the constants outside of functions that some code reads."""
    names = dict.fromkeys(
        node.id for each in nodes for node in ast.walk(each) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )
    for name in names:
        found = [value for value in code.assignments.get(name, ()) if isinstance(value.scope, ast.Module)]
        if found and found[-1].part is None and isinstance(found[-1].value, ast.Constant):
            yield f"{name} = {ast.unparse(found[-1].value)}"


def _imports(code: Code, nodes: Iterable[ast.AST]) -> tuple[str, ...]:
    """Return import statements for the names that some code reads."""
    names = {node.id for each in nodes for node in ast.walk(each) if isinstance(node, ast.Name)}
    return tuple(sorted({imported(name, full) for name, full in code.aliases.items() if name in names}))


def imported(name: str, full: str) -> str:
    """Return the statement that gives a full name (`torch.nn.utils.prune`) a short one (`prune`)."""
    if name == full:
        return f"import {name}"
    module, _, last = full.rpartition(".")
    if not module:
        return f"import {full} as {name}"
    return f"from {module} import {last}" + (f" as {name}" if name != last else "")

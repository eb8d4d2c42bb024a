"""On which device a model stands when it is asked, as far as the code says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grader.intake.lint.code import Code
from grader.intake.lint.flow import Reached, arguments, positions
from grader.intake.lint.runtimes import makers, subject
from grader.intake.lint.syntax import words
from grader.intake.lint.timing import Timing

#: Calls that make a model out of nothing, so on the CPU; others take over the device of what they are given.
_FRESH = re.compile(r"\.from_pretrained$|^timm\.create_model$|^torchvision\.models\.\w")
_PLACING = frozenset({"device", "device_map", "devices"})


def stays_on_cpu(code: Code, asked: Sequence[Reached], timing: Timing | None = None) -> bool:
    """Whether all models that are asked are certainly on the CPU: moved there last, dynamically quantised, or never moved at all."""
    return all(_on_cpu(code, subject(run.call), timing if timing and run.call.scope is timing.scope else None) for run in asked)


def _on_cpu(code: Code, model: ast.expr, timing: Timing | None, depth: int = 3) -> bool:
    name = code.name_of(model)
    before = timing.start.at if timing else (model.lineno, model.col_offset)
    moved = [] if isinstance(model, ast.Call) else sorted(move for move in moves(code, name, code.scope_of(model)) if move[0] < before)
    device = moved[-1][1] if moved else _chained(code, model)
    if device:
        return device == "cpu"
    if given := tuple(arguments(code, model)):
        return depth > 0 and all(_on_cpu(code, value, None, depth - 1) for value in given)
    made = makers(code, model)
    if made and all(maker.method == "quantize_dynamic" for maker in made):
        return True
    unmoved = bool(made) and all(_FRESH.search(maker.name) and not _placed(code, maker.node) for maker in made)
    if isinstance(model, ast.Call):
        return unmoved
    return unmoved and not _handed_on(code, name) and not any(moves(code, name, None))


def moves(code: Code, name: str, scope: ast.AST | None) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield where a name is moved to a device, and which; `?` for a device that is not certain."""
    for call in (*code.called(f"{name}.to"), *code.called(f"{name}.cuda"), *code.called(f"{name}.cpu")):
        if (scope is None or call.scope is scope) and (device := device_of(code, call.node)):
            yield call.at, device
    for assignment in code.assignments.get(name, ()):
        if (scope is None or assignment.scope is scope) and (device := _chained(code, assignment.value)):
            yield assignment.at, device


def _chained(code: Code, value: ast.expr) -> str:
    """Return the device that the last move in a chain of methods names: `load().to("cpu").eval()`."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        if device := device_of(code, value) or _mapped(code, value):
            return device
        value = value.func.value
    return ""


def _mapped(code: Code, loader: ast.Call) -> str:
    """Return the device that a loader's `device_map` names; `?` for `"auto"` and what is not certain."""
    given = code.call_at[loader].argument(None, "device_map")
    if given is None:
        return ""
    value = code.constant(given)
    return value.partition(":")[0] if isinstance(value, str) and value != "auto" else "?"


def device_of(code: Code, call: ast.Call) -> str:
    """Return the device that `x.to(…)`, `x.cuda()` or `x.cpu()` names; the empty string where only a type is changed."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method in ("cuda", "cpu"):
        return method
    given = code.call_at[call].argument(0, "device") if method == "to" else None
    if given is None or (code.name_of(given).startswith("torch.") and not isinstance(given, ast.Call)):
        return ""
    named = given if isinstance(given, ast.Call) else found.value if (found := code.assigned(given)) else given
    if isinstance(named, ast.Call) and named.args and code.name_of(named.func) == "torch.device":
        given = named.args[0]
    value = code.constant(given)
    return value.partition(":")[0] if isinstance(value, str) else "?"


def _placed(code: Code, loader: ast.Call) -> bool:
    """Whether a model is put on a device where it is loaded, on the spot or by an argument."""
    above = code.parents.get(loader)
    return any(given.arg in _PLACING for given in loader.keywords) or (isinstance(above, ast.Attribute) and above.attr in ("to", "cuda"))


def _handed_on(code: Code, name: str) -> bool:
    """Whether a function that moves it gets the model, or another name gets it."""
    if any(call.name in ("torch.set_default_device", "torch.set_default_tensor_type") for call in code.calls):
        return True
    for load in code.loads.get(name, ()):
        above = code.parents.get(load)
        if isinstance(above, ast.Call) and load in above.args and _moved_inside(code, above, above.args.index(load)):
            return True
        taker = code.parents.get(above) if isinstance(above, ast.keyword) else above
        if (
            isinstance(taker, ast.Call)
            and load is not taker.func
            and (code.call_at[taker].method[:1].isupper() or code.call_at[taker].method == "prepare")
        ):
            return True  # a class, such as Trainer, may put it anywhere
        if isinstance(above, ast.Assign | ast.Return | ast.Tuple | ast.List | ast.Dict):
            return True
    return False


def _moved_inside(code: Code, call: ast.Call, position: int) -> bool:
    """Whether a function of this source moves, keeps or hands on what it is given at a position."""
    function = code.followed(code.call_at[call])
    names = positions(function) if function else []
    if position >= len(names):
        return False
    name = names[position]
    loads = (load for load in code.loads.get(name, ()) if code.scope_of(load) is function)
    kept = any(isinstance(code.parents.get(load), ast.Assign | ast.Return | ast.Tuple) for load in loads)
    return kept or any(moves(code, name, function))


def in_cpu_branch(code: Code, node: ast.AST) -> bool:
    """Whether a node runs only where a condition says CPU: `if device == "cpu"`, or the `else` of one that asks for CUDA."""
    below, above = node, code.parents.get(node)
    while above:
        if isinstance(above, ast.If | ast.IfExp):
            said = words(above.test)
            body = above.body if isinstance(above.body, list) else [above.body]
            other = above.orelse if isinstance(above.orelse, list) else [above.orelse]
            if any(isinstance(child, ast.NotEq | ast.Not) for child in ast.walk(above.test)):
                body, other = other, body
            if (below in body and "cpu" in said) or (below in other and ("cuda" in said or "gpu" in said)):
                return True
        below, above = above, code.parents.get(above)
    return False

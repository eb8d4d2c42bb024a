"""Half precision on a CPU: most of its operators have no fast float16, so the time says nothing about the method.

False alarms: a half-precision model moved to the CPU only to be saved or counted. The very name must be asked there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.models import is_inference, is_loader, looks_like_model, runs_inference
from grader.intake.lint.project import Project

_HALVES = frozenset({"torch.float16", "torch.half", "float16", "fp16"})
#: Methods that move or cast a model in place.
_MOVES = frozenset({"half", "to", "cpu", "cuda", "float", "bfloat16"})
_DEPTH = 6

ENTRY = Entry(
    code="half-on-cpu",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Модель в float16 запускается на CPU: там такие операции медленные или не поддерживаются. Для CPU возьмите bfloat16 или int8, а float16 измеряйте на GPU.",
        en="A float16 model runs on the CPU, where such operations are slow or unsupported. Use bfloat16 or int8 for the CPU, and measure float16 on a GPU.",
    ),
    why=Words(
        ru="У большинства процессоров нет арифметики float16: числа переводятся в float32 и обратно на каждой операции. Модель занимает вдвое меньше места, но "
        "работает в разы медленнее, а часть слоёв падает с ошибкой «not implemented for 'Half'».",
        en="Most processors have no float16 arithmetic: numbers are converted to float32 and back in every operation. The model takes half the space but runs "
        "several times slower, and some layers fail with “not implemented for 'Half'”.",
    ),
    wrong='model = model.half().to("cpu")\nmodel(x.half())',
    right='model = model.to("cpu", dtype=torch.bfloat16)\nmodel(x.to(torch.bfloat16))',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every call that asks a model, for one that is half precision and on the CPU there."""
    for sheet in project.sheets:
        if not any(call.method == "half" or _half_type(sheet.code, call) for call in sheet.code.calls):
            continue
        seen: set[ast.AST] = set()
        for call in sheet.code.calls:
            for model, device in _asked(sheet.code, call):
                made = _half(sheet.code, model)
                if made and made.node not in seen and (device or _device(sheet.code, model)) == "cpu":
                    seen.add(made.node)
                    yield sheet.problem(ENTRY, made.node)


def _asked(code: Code, call: Call) -> Iterator[tuple[ast.expr, str]]:
    """Yield the models that a call asks, and the device that the call names."""
    if is_inference(code, call):
        function = call.node.func
        yield (function.value if isinstance(function, ast.Attribute) and call.method == "generate" else function), ""
    elif code.followed(call) and runs_inference(code, call):
        given = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
        named = next((text for text in (code.constant(each) for each in given) if text in ("cpu", "cuda", "cuda:0")), "")
        yield from ((each, str(named)) for each in given if isinstance(each, ast.Name) and looks_like_model(code, each))


def _half_type(code: Code, call: Call) -> bool:
    """Whether a call loads or casts to half precision."""
    given = [*call.node.args, *(keyword.value for keyword in call.node.keywords if keyword.arg in {"torch_dtype", "dtype"})]
    wanted = is_loader(call.name) or call.method == "to"
    return wanted and any(isinstance(each, ast.Attribute | ast.Name) and code.name_of(each) in _HALVES for each in given)


def _chain(code: Code, node: ast.expr) -> Iterator[Call]:
    """Yield the calls that a model went through, the last one first: `load().half().to("cpu")`, over names."""
    for _ in range(_DEPTH):
        if isinstance(node, ast.Name | ast.Attribute):
            alone = _moves(code, node)
            assigned = code.assigned(node)
            yield from (call for call in reversed(alone) if assigned is None or call.at > assigned.at)
            if assigned is None:
                return
            node = assigned.value
        elif isinstance(node, ast.Call):
            yield code.call_at[node]
            if not isinstance(node.func, ast.Attribute):
                return
            if code.call_at[node].method not in _MOVES | {"eval"}:
                return
            node = node.func.value
        else:
            return


def _moves(code: Code, node: ast.Name | ast.Attribute) -> list[Call]:
    """Return the calls on a name before it stands here that change the model in place: `model.half()` as a statement."""
    scope, at = code.scope_of(node), (node.lineno, node.col_offset)
    found = []
    for load in code.loads.get(code.name_of(node), ()):
        function = code.parents.get(load)
        called = code.parents.get(function) if isinstance(function, ast.Attribute) and function.attr in _MOVES else None
        if (
            isinstance(called, ast.Call)
            and called.func is function
            and (load.lineno, load.col_offset) < at
            and code.scope_of(load) is scope
        ):
            found.append(code.call_at[called])
    return found


def _half(code: Code, model: ast.expr) -> Call | None:
    """Return the call that made a model half precision, if no later one made it full again."""
    for call in _chain(code, model):
        if call.method in {"float", "bfloat16"}:
            return None
        if call.method == "half" or _half_type(code, call):
            return call
    return None


def _device(code: Code, model: ast.expr) -> str:
    """Return the device that a model was moved to last; the empty string where that is not certain."""
    for call in _chain(code, model):
        if call.method in {"cpu", "cuda"}:
            return call.method
        given = call.argument(0, "device") if call.method == "to" else call.argument(None, "device_map") or call.argument(None, "device")
        device = code.constant(given)
        if isinstance(device, str):
            return "cpu" if device == "cpu" else device
        if call.method == "to" and not _half_type(code, call):
            return ""
    return ""

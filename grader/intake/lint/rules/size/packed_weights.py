"""A size summed over `.parameters()` of a quantised model: packed weights are no parameters and are left out.

False alarms: bitsandbytes keeps its weights as parameters. Only models from functions that pack weights away are looked at.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project
from grader.intake.lint.rules.size.counting import counted_names, taken

#: Functions whose quantised layers keep their weights in packed attributes or buffers.
_PACKING = re.compile(
    r"quantiz\w*\.(?:quantize_dynamic|convert|convert_fx|quantize)$|^(?:.*\.)?quantize_dynamic$|convert_fx$|GPTQ\w*\.from_quantized$"
)
_DEPTH = 3

ENTRY = Entry(
    code="size-ignores-packed-weights",
    severity=Severity.WARNING,
    confidence=Confidence.SURE,
    message=Words(
        ru="Размер складывается по `.parameters()`, а у {model} квантованные веса упакованы и параметрами не являются: они не посчитаны. Сохраните "
        "state_dict и возьмите размер файла.",
        en="The size is summed over `.parameters()`, but the quantised weights of {model} are packed and are not parameters, so they are "
        "not counted. Save the state_dict and take the size of the file.",
    ),
    why=Words(
        ru="После `quantize_dynamic` и `convert` веса слоя лежат в `_packed_params`. `.parameters()` видит только то, что осталось во float, например эмбеддинги и "
        "нормировки, и модель кажется в разы меньше, чем есть.",
        en="After `quantize_dynamic` and `convert` the weights of a layer lie in `_packed_params`. `.parameters()` sees only what stayed "
        "in float, such as embeddings and norms, so the model seems several times smaller than it is.",
    ),
    wrong="quantized = quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)\nsize_mb = sum(p.numel() * p.element_size() for p in "
    "quantized.parameters()) / 1e6",
    right='torch.save(quantized.state_dict(), "int8.pt")\nsize_mb = os.path.getsize("int8.pt") / 1e6',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at what every function that counts parameters is given."""
    for sheet in project.sheets:
        code = sheet.code
        if not any(_PACKING.search(call.name) for call in code.calls):
            continue
        counting = _counting(code)
        for call in code.calls:
            function = code.followed(call)
            for position, value in taken(call) if function and counting.get(function.name) else ():
                if function and _parameter(function, position) in counting[function.name] and _packed(code, value):
                    yield sheet.problem(ENTRY, call.node, {"model": ast.unparse(value)[:60]})
            owner = call.node.func.value if isinstance(call.node.func, ast.Attribute) else None
            if owner and call.method in {"parameters", "named_parameters"} and _sums(code, call.node) and _packed(code, owner):
                yield sheet.problem(ENTRY, call.node, {"model": ast.unparse(owner)[:60]})


def _counting(code: Code) -> dict[str, set[str]]:
    """Return function → its parameters that are models whose parameters it counts, itself or through a function it calls."""
    found = {name: set(counted_names(code, function)) for name, function in code.functions.items()}
    found = {name: {model for model in models if models and model in _names(code.functions[name])} for name, models in found.items()}
    saving = {
        name
        for name, function in code.functions.items()
        if any(call.method in {"getsize", "state_dict"} for call in code.calls_of(function))
    }
    found = {name: set() if name in saving else models for name, models in found.items()}
    for _ in range(_DEPTH):
        for name, function in code.functions.items():
            for call in code.calls_of(function):
                inner = code.followed(call)
                for position, value in taken(call) if inner and found.get(inner.name) else ():
                    if (
                        inner
                        and isinstance(value, ast.Name)
                        and _parameter(inner, position) in found[inner.name]
                        and value.id in _names(function)
                    ):
                        found[name].add(value.id)
    return found


def _names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    return [given.arg for given in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def _parameter(function: ast.FunctionDef | ast.AsyncFunctionDef, position: int | str) -> str:
    names = _names(function)
    return position if isinstance(position, str) else names[position] if position < len(names) else ""


def _packed(code: Code, value: ast.expr) -> bool:
    """Whether a model surely comes from a function that packs weights, directly or as one of a list that is gone through."""
    if isinstance(value, ast.Name) and (each := _gone_through(code, value)):
        return any(_PACKING.search(code.origin(element)) for element in each)
    return bool(_PACKING.search(code.origin(value))) or (isinstance(value, ast.Name) and _packed_in_place(code, value))


def _packed_in_place(code: Code, name: ast.Name) -> bool:
    """Whether a model was quantised in place before, in the same scope."""
    return any(
        _PACKING.search(call.name) and code.constant(call.argument(None, "inplace")) is True
        for call in code.calls_of(code.scope_of(name))
        if call.at < (name.lineno, name.col_offset) and isinstance(given := call.argument(0, "model"), ast.Name) and given.id == name.id
    )


def _gone_through(code: Code, name: ast.Name) -> list[ast.expr]:
    """Return the models of `for model in (a, b)` or `for title, model in {…}.items()` that a name stands for."""
    loop = code.loop_of(name)
    if not isinstance(loop, ast.For):
        return []
    iterated = loop.iter.func.value if isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Attribute) else loop.iter
    if isinstance(iterated, ast.Name) and (assigned := code.assigned(iterated)):
        iterated = assigned.value
    targets = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
    part = next((i for i, target in enumerate(targets) if isinstance(target, ast.Name) and target.id == name.id), None)
    if part is None:
        return []
    if isinstance(iterated, ast.Dict):
        return list(iterated.values) if part == len(targets) - 1 else []
    elements = iterated.elts if isinstance(iterated, ast.List | ast.Tuple) else []
    return [element.elts[part] if isinstance(element, ast.Tuple) and part < len(element.elts) else element for element in elements]


def _sums(code: Code, node: ast.Call) -> bool:
    """Whether elements or bytes of the parameters are added up where they are gone through."""
    above = code.parents.get(node)
    whole = code.parents.get(above) if isinstance(above, ast.comprehension) else above if isinstance(above, ast.For) else None
    return whole is not None and any(
        isinstance(inner, ast.Attribute) and inner.attr in {"element_size", "nbytes", "itemsize"} for inner in ast.walk(whole)
    )

"""Generated text scored with its own prompt in it, or against the very text that was the prompt.

False alarms: encoder-decoder models return no prompt; text whose prompt is cut off later by `replace`, `split` or a slice;
speech made from a text and recognised again. Only a decoder-only model and a metric in the same source count.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.evaluation import is_metric
from grader.intake.lint.project import Project
from grader.intake.lint.roles import Role, role, words

_TEXT_METRICS = frozenset({"bleu", "rouge", "sacrebleu", "meteor", "chrf", "bertscore", "exact_match", "google_bleu"})
_CUTTING = frozenset(
    {"replace", "split", "removeprefix", "partition", "rpartition", "rsplit", "strip_prompt", "lstrip", "findall", "search", "sub"}
)

ENTRY = Entry(
    code="prompt-scored-against-itself",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Промпт попадает в метрику: часть ответа совпадает с эталоном без участия модели. Отрежьте вход и сравните с эталонным "
        "ответом, а не с промптом.",
        en="The prompt gets into the metric: part of the answer matches the reference without the model doing anything. Cut off the "
        "input, and compare with a reference answer instead of the prompt.",
    ),
    why=Words(
        ru="`generate` у языковой модели (decoder-only) возвращает промпт вместе с продолжением. BLEU или ROUGE такого текста с тем же промптом близок к "
        "единице и не меняется, как бы ни испортило модель сжатие.",
        en="`generate` of a decoder-only model returns the prompt together with its continuation. BLEU or ROUGE of that against the same prompt is close "
        "to one, and stays there whatever compression does to the model.",
    ),
    wrong="ids = model.generate(**inputs)\npredictions.append(tokenizer.decode(ids[0], skip_special_tokens=True))\nreferences.append([prompt])",
    right='ids = model.generate(**inputs)\nanswer = ids[0][inputs["input_ids"].shape[1]:]\npredictions.append(tokenizer.decode(answer, '
    "skip_special_tokens=True))\nreferences.append([expected])",
)


def check(project: Project) -> Iterator[Problem]:
    """Look at what is decoded and at what it is compared with, where a text metric is computed."""
    for sheet in project.sheets:
        if _scores_text(sheet.code):
            yield from (sheet.problem(ENTRY, node) for node in _echoes(sheet.code))


def _scores_text(code: Code) -> bool:
    """Whether a decoder-only model writes, and its words are scored."""
    if not any("ForCausalLM" in call.name or "LMHeadModel" in call.name for call in code.calls):
        return False
    named = any(
        call.method == "load" and isinstance(name := code.constant(call.argument(0)), str) and ({*words(name), name} & _TEXT_METRICS)
        for call in code.calls
        if call.root in {"evaluate", "datasets"}
    )
    return named or any(set(words(call.method)) & _TEXT_METRICS or is_metric(call) for call in code.calls)


def _echoes(code: Code) -> Iterator[ast.AST]:
    for call in code.calls:
        if (call.method in {"decode", "batch_decode"} and _whole(code, call) and _is_prediction(code, call)) or (
            call.method == "append" and _side(code, call) is Role.REFERENCE and _is_prompt(code, call)
        ):
            yield call.node


def _whole(code: Code, call: Call) -> bool:
    """Whether the ids that `generate` returned are decoded from their first one on."""
    ids = call.argument(0, "sequences") or call.argument(None, "token_ids")
    if isinstance(ids, ast.Subscript) and isinstance(ids.slice, ast.Constant):
        ids = ids.value
    return isinstance(ids, ast.Name | ast.Call) and code.origin(ids).endswith(".generate")


def _is_prediction(code: Code, call: Call) -> bool:
    """Whether decoded text becomes a prediction uncut: appended to predictions, or kept under such a name and never cut."""
    node = _outwards(code, call.node)
    above = code.parents.get(node)
    if isinstance(above, ast.Return):
        function = code.scope_of(above)
        callers = list(code.callers(function)) if isinstance(function, ast.FunctionDef) else []
        return any(_kept(code, caller.node) for caller in callers)
    return _kept(code, node)


def _kept(code: Code, node: ast.AST) -> bool:
    node = _outwards(code, node)
    above = code.parents.get(node)
    if isinstance(above, ast.Call):
        return _collects_predictions(code, above)
    if not isinstance(above, ast.Assign) or not isinstance(above.targets[0], ast.Name):
        return False
    name, scope = above.targets[0].id, code.scope_of(above)
    loads = [load for load in code.loads.get(name, ()) if code.scope_of(load) is scope]
    users = [code.parents.get(load) for load in loads]
    if any(isinstance(user, ast.Subscript) or (isinstance(user, ast.Attribute) and user.attr in _CUTTING) for user in users):
        return False
    returned = any(isinstance(user, ast.Return) for user in users) and isinstance(scope, ast.FunctionDef)
    if returned and any(_kept(code, caller.node) for caller in code.callers(scope)):
        return True
    takers = [code.parents.get(_outwards(code, load)) for load in loads]
    return any(isinstance(taker, ast.Call) and _collects_predictions(code, taker) for taker in takers)


def _outwards(code: Code, node: ast.AST) -> ast.AST:
    """Return the outermost expression that is the same text: `decode(…).strip()`, `decode(…)[0]`, `[decode(…)]`."""
    while True:
        above = code.parents.get(node)
        if isinstance(above, ast.Attribute) and isinstance(call := code.parents.get(above), ast.Call) and _keeps(above.attr, call):
            node = call
        elif (isinstance(above, ast.Subscript) and above.value is node and isinstance(above.slice, ast.Constant)) or (
            isinstance(above, ast.List) and len(above.elts) == 1
        ):
            node = above
        else:
            return node


def _keeps(method: str, call: ast.Call) -> bool:
    """Whether a method of a text leaves all of it: `split()` makes words of it, `split(prompt)` cuts."""
    return method in {"strip", "lower"} or (method == "split" and not call.args)


def _collects_predictions(code: Code, node: ast.Call) -> bool:
    """Whether a call puts its argument among the predictions, or scores it."""
    call = code.call_at[node]
    return _side(code, call) is Role.PREDICTION if call.method in {"append", "extend"} else is_metric(call)


def _side(code: Code, call: Call) -> Role | None:
    """Return what the list that a call adds to collects."""
    function = call.node.func
    return role(code.name_of(function.value)) if isinstance(function, ast.Attribute) and call.node.args else None


def _is_prompt(code: Code, call: Call) -> bool:
    """Whether what becomes a reference is what the tokenizer was given for the same `generate`."""
    value = call.node.args[0]
    if isinstance(value, ast.List) and len(value.elts) == 1:
        value = value.elts[0]
    loop = code.loop_of(call.node)
    if loop is None or not isinstance(value, ast.Name | ast.Subscript):
        return False
    near = [code.call_at[node] for node in ast.walk(loop) if isinstance(node, ast.Call)]
    shown = ast.dump(value)
    given = [
        each for each in near if {"tokenizer", "tok", "encode"} & set(words(each.name)) and each.node.args and "decode" not in each.method
    ]
    return any(each.method == "generate" for each in near) and any(ast.dump(each.node.args[0]) == shown for each in given)

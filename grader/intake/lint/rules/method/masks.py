"""Pruned with masks that are never removed: the model holds two tensors for each weight and multiplies them in every call.

False alarms: masks that are removed later, in a helper or another file. Between pruning and `prune.remove` only the saving
of the model counts, for training and quality are right with masks.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project, Sheet

_PRUNE = "torch.nn.utils.prune."
_METHODS = frozenset(
    {
        "l1_unstructured", "random_unstructured", "ln_structured", "random_structured", "global_unstructured", "custom_from_mask", "identity",
    }
)  # fmt: skip
_SAVES = frozenset({"save", "save_pretrained", "save_file"})

ENTRY = Entry(
    code="masks-not-removed",
    severity=Severity.WARNING,
    confidence=Confidence.SURE,
    message=Words(
        ru="После прунинга не снята маска: в модели лежат и `weight_orig`, и `weight_mask`, поэтому она больше и медленнее исходной. Вызовите "
        '`prune.remove(module, "weight")` до сохранения и замеров.',
        en="The pruning mask is not removed: the model holds `weight_orig` and `weight_mask`, so it is larger and slower than the original. Call "
        '`prune.remove(module, "weight")` before saving and measuring.',
    ),
    why=Words(
        ru="`prune.*` не удаляет веса, а добавляет к ним маску и умножает на неё при каждом вызове. `prune.remove` записывает нули в сам "
        "вес. Но и после этого файл не станет меньше: нули, разбросанные по матрице, экономят место только в сжатом или разреженном "
        "формате.",
        en="`prune.*` does not remove weights: it adds a mask and multiplies by it in every call. `prune.remove` writes the zeros into "
        "the weight itself. Even then the file does not shrink: zeros scattered over a matrix save space only in a compressed or sparse "
        "format.",
    ),
    wrong='prune.l1_unstructured(layer, "weight", amount=0.3)\ntorch.save(model.state_dict(), "pruned.pt")',
    right='prune.l1_unstructured(layer, "weight", amount=0.3)\nprune.remove(layer, "weight")\ntorch.save(model.state_dict(), "pruned.pt")',
)


def check(project: Project) -> Iterator[Problem]:
    """Look for pruning without removal, then for saving between the two."""
    if any(_removes(sheet) for sheet in project.sheets):
        for sheet in project.sheets:
            yield from (sheet.problem(ENTRY, call.node, confidence=Confidence.LIKELY) for call in _saved_between(sheet.code))
        return
    for sheet in project.sheets:
        if pruned := [call for call in sheet.code.calls if _prunes(call)]:
            yield sheet.problem(ENTRY, pruned[0].node)


def _prunes(call: Call) -> bool:
    return call.name.startswith(_PRUNE) and call.method in _METHODS


def _removes(sheet: Sheet) -> bool:
    """Whether masks are removed here, by the library or by hand."""
    by_hand = any(text.endswith(("weight_orig", "weight_mask", "_orig", "_mask")) and len(text) < 20 for _, text in sheet.code.strings)
    return by_hand or any(call.name == f"{_PRUNE}remove" for call in sheet.code.calls) or "remove_parametrizations" in sheet.code.names


def _saved_between(code: Code) -> Iterator[Call]:
    """Yield calls that save a model after it was pruned and before its masks are removed, all in one scope."""
    pruned = [call for call in code.calls if _prunes(call) or _inside(code, call, prunes=True)]
    removed = [call for call in code.calls if call.name == f"{_PRUNE}remove" or _inside(code, call, prunes=False)]
    seen: set[Call] = set()
    for first in pruned:
        later = next((call for call in removed if call.scope is first.scope and call.at > first.at), None)
        for call in code.calls_of(first.scope) if later else ():
            if later and call.method in _SAVES and first.at < call.at < later.at and call.loop == first.loop and call not in seen:
                seen.add(call)
                yield call


def _inside(code: Code, call: Call, *, prunes: bool) -> bool:
    function = code.followed(call)
    inner = list(code.calls_of(function)) if function else []
    removes = any(each.name == f"{_PRUNE}remove" for each in inner)
    return any(_prunes(each) for each in inner) and not removes if prunes else removes

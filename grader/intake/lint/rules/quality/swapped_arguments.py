"""Predictions and references given to a metric in each other's place.

False alarms: accuracy and F1 do not care, and names may lie. Both names must speak, and contradict both parameters.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code, Function
from grader.intake.lint.project import Project
from grader.intake.lint.roles import Role, role

P, R = Role.PREDICTION, Role.REFERENCE
#: Function → its first two parameters, for metrics that the order matters to.
_ORDER = {
    "sklearn.metrics.precision_score": (R, P), "sklearn.metrics.recall_score": (R, P), "sklearn.metrics.classification_report": (R, P),
    "sklearn.metrics.precision_recall_fscore_support": (R, P), "sklearn.metrics.confusion_matrix": (R, P),
    "sklearn.metrics.balanced_accuracy_score": (R, P), "sklearn.metrics.roc_auc_score": (R, P),
    "seqeval.metrics.precision_score": (R, P), "seqeval.metrics.recall_score": (R, P), "seqeval.metrics.classification_report": (R, P),
    "jiwer.wer": (R, P), "jiwer.cer": (R, P), "jiwer.mer": (R, P), "jiwer.process_words": (R, P), "jiwer.compute_measures": (R, P),
    "nltk.translate.bleu_score.corpus_bleu": (R, P), "nltk.translate.bleu_score.sentence_bleu": (R, P),
    "sacrebleu.corpus_bleu": (P, R), "sacrebleu.corpus_chrf": (P, R), "sacrebleu.sentence_bleu": (P, R),
}  # fmt: skip
#: Library → what it calls the two sides.
_NAMES = {"sklearn": {R: "y_true", P: "y_pred"}, "seqeval": {R: "y_true", P: "y_pred"}, "jiwer": {R: "reference", P: "hypothesis"}}
_KEYWORDS = {"predictions": P, "references": R, "y_true": R, "y_pred": P, "reference": R, "hypothesis": P, "truth": R, "hypotheses": P}
#: Metrics that give the same number either way.
_EVEN = frozenset({"accuracy", "seqeval", "matthews_correlation", "exact_match"})
_EVEN_FUNCTIONS = ("accuracy", "matthews_corrcoef", "cohen_kappa_score")

ENTRY = Entry(
    code="metric-arguments-swapped",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Похоже, предсказания и эталон перепутаны местами: {first} стоит на месте {wanted}. Поменяйте их местами или передайте по имени.",
        en="Predictions and references seem to be swapped: {first} stands in the place of {wanted}. Swap them back, or pass them by name.",
    ),
    why=Words(
        ru="WER, precision, recall и BLEU несимметричны: при перестановке WER делится на длину ответа модели вместо эталона, а precision и recall "
        "меняются местами. Число выглядит правдоподобно, поэтому ошибку легко не заметить.",
        en="WER, precision, recall and BLEU are not symmetric: swapped, WER is divided by the length of the answer instead of the "
        "reference, and precision and recall change places. The number looks plausible, so the slip is easy to miss.",
    ),
    wrong="wer = jiwer.wer(predictions, references)\nf1 = f1_score(predictions, references)",
    right="wer = jiwer.wer(reference=references, hypothesis=predictions)\nf1 = f1_score(y_true=references, y_pred=predictions)",
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every call of a metric and at every unpacked pair."""
    for sheet in project.sheets:
        for call in sheet.code.calls:
            if (found := _swapped(sheet.code, call)) is not None:
                yield sheet.problem(ENTRY, call.node, {"first": found[0], "wanted": found[1]}, confidence=Confidence.SURE)
        for node in sheet.code.nodes:
            if isinstance(node, ast.Assign) and (name := _unpacked_backwards(sheet.code, node)):
                yield sheet.problem(ENTRY, node, {"first": name[0], "wanted": name[1]}, confidence=Confidence.SURE)


def _swapped(code: Code, call: Call) -> tuple[str, str] | None:
    """Return the name that stands in the wrong place, and the parameter that it stands for."""
    given = [(_KEYWORDS[keyword.arg], keyword.arg, keyword.value) for keyword in call.node.keywords if keyword.arg in _KEYWORDS]
    plain = call.node.args
    if len(given) == 2 and not plain:
        return None if _is_even(code, call) else _contradiction(code, given)
    function = code.followed(call)
    if function is not None:
        return None if _is_even(code, call) else _contradiction(code, _by_parameter(function, plain))
    order = _ORDER.get(call.name)
    if order is None or len(plain) < 2 or any(isinstance(each, ast.Starred) for each in plain):
        return None
    names = _NAMES.get(call.root, {R: "references", P: "hypotheses"})
    return _contradiction(code, [(side, names[side], value) for side, value in zip(order, plain, strict=False)])


def _by_parameter(function: Function, plain: list[ast.expr]) -> list[tuple[Role, str, ast.expr]]:
    names = [given.arg for given in function.args.args if given.arg != "self"]
    return [(side, name, value) for name, value in zip(names, plain, strict=False) if (side := role(name))]


def _contradiction(code: Code, given: list[tuple[Role, str, ast.expr]]) -> tuple[str, str] | None:
    """Return the first name if each of the two sides is given a name of the other one."""
    if len(given) != 2 or given[0][0] is given[1][0]:
        return None
    sides = [_side(code, value) for _, _, value in given]
    if all(side is not None and side is not wanted for side, (wanted, _, _) in zip(sides, given, strict=True)):
        return ast.unparse(given[0][2])[:60], given[0][1]
    return None


def _side(code: Code, value: ast.expr) -> Role | None:
    """Return the side that the name of a value speaks of; `[[ref] for ref in refs]` has that of what it is made from."""
    while True:
        match value:
            case ast.ListComp(generators=generators):
                value = generators[0].iter
            case ast.List(elts=[inner]):
                value = inner
            case ast.Call(func=ast.Attribute(value=inner)):
                value = inner
            case ast.Call(args=[inner, *_]):
                value = inner
            case ast.Name() | ast.Attribute():
                return role(code.name_of(value))
            case _:
                return None


def _is_even(code: Code, call: Call) -> bool:
    """Whether the metric gives the same number either way."""
    if any(call.name.endswith(name) or name in call.method for name in _EVEN_FUNCTIONS):
        return True
    if call.method != "compute" or not isinstance(call.node.func, ast.Attribute):
        return False
    made = code.origin_call(call.node.func.value)
    return made is None or made.method != "load" or code.constant(made.argument(0)) in _EVEN


def _unpacked_backwards(code: Code, node: ast.Assign) -> tuple[str, str] | None:
    """Return the first target of `labels, preds = f()` where f returns them the other way round."""
    target = node.targets[0]
    if not isinstance(target, ast.Tuple) or not isinstance(node.value, ast.Call):
        return None
    function = code.followed(code.call_at[node.value])
    returned = [child.value for child in ast.walk(function) if isinstance(child, ast.Return)] if function else []
    if len(returned) != 1 or not isinstance(returned[0], ast.Tuple) or len(returned[0].elts) != len(target.elts):
        return None
    pairs = [(role(code.name_of(got)), _side(code, sent), got, sent) for got, sent in zip(target.elts, returned[0].elts, strict=True)]
    wrong = [(got, sent) for got_side, sent_side, got, sent in pairs if got_side and sent_side and got_side is not sent_side]
    return (ast.unparse(wrong[0][0]), ast.unparse(wrong[0][1])) if len(wrong) == 2 else None

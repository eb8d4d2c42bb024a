"""Where quality is computed: the loops and calls that compare a model's answers with the right ones, and on which examples.

A loop counts if it asks a model and collects predictions, references or a figure of quality; a loop that trains does not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from grader.intake.lint.call import Call, Scope
from grader.intake.lint.code import Code
from grader.intake.lint.data import NOTHING, Bound, Data, DataFlow, bind
from grader.intake.lint.models import is_inference, looks_like_model, runs_inference
from grader.intake.lint.roles import Role, names_evaluation, names_quality, role, words

Loop = ast.For | ast.AsyncFor | ast.comprehension
_METRICS = frozenset(
    {
        "wer", "cer", "compute_measures", "process_words", "accuracy_score", "f1_score", "precision_score", "recall_score",
        "classification_report", "balanced_accuracy_score", "precision_recall_fscore_support", "corpus_bleu", "sentence_bleu", "add_batch",
        "confusion_matrix", "matthews_corrcoef", "roc_auc_score", "update", "rouge", "corpus_score", "compute_metrics",
    }
)  # fmt: skip
_TRAINING = frozenset({"backward", "zero_grad", "clip_grad_norm_"})
#: Words of functions that ask a model, and of loop variables that hold one example and no batch.
_ANSWERS = frozenset({"predict", "transcribe", "infer", "inference", "classify", "generate", "recognize", "translate", "argmax", "decode"})
_EXAMPLE = frozenset({"sample", "item", "example", "row", "ex", "text", "audio", "image", "img", "path", "record", "sentence", "entry"})
_LOSSES = frozenset({"loss", "losses", "nll", "nlls"})
_MOST_BOUND = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Evaluation:
    """A loop or call that computes quality (`at`), and the examples it does it on."""

    at: ast.AST
    data: Data


class Evaluations:
    """Finds the evaluations of one source."""

    def __init__(self, code: Code) -> None:
        """Take the index of the source."""
        self.code, self.flow = code, DataFlow(code)

    @cached_property
    def found(self) -> tuple[Evaluation, ...]:
        """Every evaluation whose examples are known, in no particular order."""
        return (*self._by_loop(), *self._by_name(), *self._by_batch())

    @cached_property
    def has_metric(self) -> bool:
        """Whether anything here computes a figure of quality from collected answers."""
        return any(is_metric(call) for call in self.code.calls) or any(
            names_quality(name) for name in (*self.code.assignments, *self.code.functions)
        )

    def _by_loop(self) -> Iterator[Evaluation]:
        if not self.has_metric:
            return
        for loop, steps in self._marked.items():
            if not self._asks(loop):
                continue
            for bound in self.bounds(self.code.scope_of(loop)):
                known = self.flow.data(loop.iter, bound) or self._counted(loop, bound) or self._piped(loop, bound)
                data = self._broken(loop, known or Data(batch=1 if _EXAMPLE & _targets(loop) else None), bound)
                if known or data.limit is not None:
                    yield Evaluation(at=loop if isinstance(loop, ast.For | ast.AsyncFor) else steps[0], data=data)

    @cached_property
    def _marked(self) -> dict[Loop, list[ast.AST]]:
        """Return the loops that collect answers or a figure of quality, and where they do."""
        found: dict[Loop, list[ast.AST]] = {}
        for node in self.code.nodes:
            if isinstance(node, ast.ListComp) and isinstance(above := self.code.parents.get(node), ast.Assign):
                if isinstance(above.targets[0], ast.Name) and role(above.targets[0].id):
                    found.setdefault(node.generators[0], []).append(node)
            elif _collects(node) or self._adds_loss(node):
                loop = self.code.loop_of(node)
                if isinstance(loop, ast.For | ast.AsyncFor):
                    found.setdefault(loop, []).append(node)
        return found

    def _adds_loss(self, node: ast.AST) -> bool:
        """Whether a loss is collected in a function that is named for quality: `losses.append(…)` in `ppl`."""
        match node:
            case ast.AugAssign(target=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr="append", value=ast.Name(id=name))):
                scope = self.code.scope_of(node)
                return isinstance(scope, ast.FunctionDef) and names_quality(scope.name) and bool(_LOSSES & set(words(name)))
        return False

    def _asks(self, loop: Loop) -> bool:
        """Whether a loop asks a model and trains none."""
        whole = self.code.parents[loop] if isinstance(loop, ast.comprehension) else loop
        inside = [self.code.call_at[node] for node in ast.walk(whole) if isinstance(node, ast.Call)]
        if any(call.method in _TRAINING for call in inside):
            return False
        return any(self._may_ask(call) for call in inside)

    def _may_ask(self, call: Call) -> bool:
        """Whether a call asks a model, or hands one to a function that does so elsewhere."""
        if runs_inference(self.code, call) or _ANSWERS & set(words(call.method)):
            return True
        if call.method in {"append", "extend"} and isinstance(call.node.func, ast.Attribute):
            return role(self.code.name_of(call.node.func.value)) is Role.PREDICTION
        return any(isinstance(given, ast.Name) and looks_like_model(self.code, given) for given in call.node.args)

    def _counted(self, loop: Loop, bound: Bound) -> Data | None:
        """Return the data of `for i in range(N)`, whose body takes the i-th example of some data."""
        iterated = loop.iter
        if isinstance(iterated, ast.Call) and self.code.call_at[iterated].method == "tqdm" and iterated.args:
            iterated = iterated.args[0]
        if not isinstance(iterated, ast.Call) or not isinstance(iterated.func, ast.Name) or iterated.func.id not in {"range", "trange"}:
            return None
        if not iterated.args:
            return None
        target = loop.target
        if len(iterated.args) > 1 or not isinstance(target, ast.Name):
            return self._sliced(iterated, bound) or self._windows(loop, bound)
        taken = [
            node for node in ast.walk(loop)
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name) and node.slice.id == target.id
        ]  # fmt: skip
        data = next((data for data in (self.flow.data(node.value, bound) for node in taken) if data), None)
        return data and data.at_most(self.flow.number(iterated.args[0], bound), iterated)

    def _piped(self, loop: Loop, bound: Bound) -> Data | None:
        """Return the data of `for out in pipe(data)`."""
        asked = isinstance(loop.iter, ast.Call) and bool(loop.iter.args) and is_inference(self.code, self.code.call_at[loop.iter])
        return self.flow.data(loop.iter.args[0], bound) if asked and isinstance(loop.iter, ast.Call) else None

    def _windows(self, loop: Loop, bound: Bound) -> Data | None:
        """Return the data whose one long row of tokens a loop goes over in windows: `ids[:, begin:end]`."""
        windows = [
            node for node in ast.walk(loop)
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) and isinstance(node.slice.elts[-1], ast.Slice)
        ]  # fmt: skip
        found = next((data for data in (self.flow.data(node.value, bound) for node in windows) if data), None)
        return found and replace(found, batch=None)

    def _sliced(self, iterated: ast.Call, bound: Bound) -> Data | None:
        """Return the data of `for i in range(0, len(data), batch)`."""
        end = iterated.args[1] if len(iterated.args) > 1 else None
        if isinstance(end, ast.Call) and isinstance(end.func, ast.Name) and end.func.id == "len" and end.args:
            return self.flow.data(end.args[0], bound)
        return None

    def _broken(self, loop: Loop, data: Data, bound: Bound) -> Data:
        """Bound the data by `if i >= N: break`; batches of unknown size bound nothing."""
        if isinstance(loop, ast.comprehension):
            return data
        for node in loop.body:
            if not isinstance(node, ast.If) or not any(isinstance(inner, ast.Break) for inner in node.body):
                continue
            test = node.test
            if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.GtE | ast.Gt | ast.Eq):
                count = self.flow.number(test.comparators[0], bound)
                by_examples = isinstance(test.left, ast.Call)  # `len(predictions) >= N` counts examples, whatever the batch
                if count and (data.batch or by_examples):
                    data = data.at_most(count * (1 if by_examples else data.batch or 1), node)
        return data

    def _by_name(self) -> Iterator[Evaluation]:
        """Yield calls of functions that are named for what they compute, with what they are given; trainers and evaluators too."""
        for call in self.code.calls:
            keyword = "eval_dataset" if call.method.endswith("Trainer") else "data" if call.method == "compute" else ""
            if keyword and (data := self.flow.data(call.argument(None, keyword))):
                yield Evaluation(at=call.node, data=data)
        mine = {id(loop_scope) for loop_scope in (self.code.scope_of(loop) for loop in self._marked)}
        for call in self.code.calls:
            if not names_evaluation(call.method) or call.name.startswith(("torch.", "sklearn.", "jiwer.")) or is_metric(call):
                continue
            function = self.code.followed(call)
            if function is not None and id(function) in mine:
                continue  # its loop speaks for itself
            given = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
            for bound in self.bounds(call.scope):
                for value in given:
                    data = self.flow.data(value, bound)
                    if data and not isinstance(data.limited_at, ast.List):  # a list of texts may be anything
                        yield Evaluation(at=call.node, data=self._limited(call, data, bound))

    def _limited(self, call: Call, data: Data, bound: Bound) -> Data:
        """Bound the data by an argument such as `num_samples=20`."""
        given = [
            keyword
            for keyword in call.node.keywords
            if keyword.arg in {"num_samples", "n_samples", "max_samples", "num_examples", "limit", "n"}
        ]
        return data.at_most(self.flow.number(given[0].value, bound), call.node) if given else data

    def _by_batch(self) -> Iterator[Evaluation]:
        """Yield single calls that ask a model for all predictions at once, or map a function over the data."""
        if not any(is_metric(call) for call in self.code.calls):
            return
        for name, values in self.code.assignments.items():
            for assigned in values if role(name) else ():
                if (
                    isinstance(assigned.value, ast.Call)
                    and is_inference(self.code, call := self.code.call_at[assigned.value])
                    and call.node.args
                ):
                    for bound in self.bounds(assigned.scope):
                        if data := self.flow.data(call.node.args[0], bound):
                            yield Evaluation(at=call.node, data=data)
        for call in self.code.called(".map"):
            function = self.code.functions.get(given.id) if isinstance(given := call.argument(0, "function"), ast.Name) else None
            if function and any(is_inference(self.code, inner) for inner in self.code.calls_of(function)):
                data = self.flow.data(call.node.func.value if isinstance(call.node.func, ast.Attribute) else None)
                if data:
                    yield Evaluation(at=call.node, data=data)

    def bounds(self, scope: Scope, depth: int = 2) -> Iterator[Bound]:
        """Yield what the parameters of a function are, for each call of it in this source; nothing is known where there is none."""
        calls = list(self.code.callers(scope))[:_MOST_BOUND] if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef) and depth else []
        if not calls:
            yield NOTHING
        for call in calls:
            for outer in self.bounds(call.scope, depth - 1):
                yield bind(self.flow, call, outer)


def is_metric(call: Call) -> bool:
    """Whether a call computes a figure of quality from predictions and references."""
    if call.method in _METRICS and call.method != "update":
        return True
    return call.method == "compute" and any(given.arg in {"predictions", "references"} for given in call.node.keywords)


def _targets(loop: Loop) -> set[str]:
    """Return the names that a loop gives its steps."""
    return {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}


def _collects(node: ast.AST) -> bool:
    """Whether a node adds a prediction, a reference or a part of a figure to what was collected before."""
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name | ast.Attribute):
        name = node.target.id if isinstance(node.target, ast.Name) else node.target.attr
        return names_quality(name) or role(name) is not None
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in {"append", "extend"} and isinstance(node.func.value, ast.Name | ast.Attribute):
            name = node.func.value.id if isinstance(node.func.value, ast.Name) else node.func.value.attr
            return names_quality(name) or role(name) is not None
        return node.func.attr in {"add_batch", "add"} and isinstance(node.func.value, ast.Name) and names_quality(node.func.value.id)
    return False

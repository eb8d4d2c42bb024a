"""Timed regions in which a model is asked for its outputs: what the numbers of a results table come from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.intake.lint.call import FIRST, Call, Scope
from grader.intake.lint.code import Code
from grader.intake.lint.flow import Reached, reached, sinks
from grader.intake.lint.models import is_inference
from grader.intake.lint.timing import Timing

#: What people print about a step that they waited for, and about a number that is meant for the table.
_PROGRESS = re.compile(r"\btook\b|epoch|эпох|finished|\bdone\b|loaded|complete|заня|готово|заверш|потребова|обуч|evaluat|оценк")
_RESULT = re.compile(r"latenc|infer|\bms\b|\bмс\b|per |speed|латент|задерж|инференс|средн|avg|mean|скорост|/")
_TRAINING = frozenset({"backward", "fit", "train_on_batch", "training_step", "finetune"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """A timed region with the calls that run in it (functions of this source followed) and the inferences among them."""

    timing: Timing
    runs: tuple[Reached, ...]
    asked: tuple[Reached, ...]


def measured(code: Code, timings: tuple[Timing, ...]) -> Iterator[Measured]:
    """Yield the regions that time inference; training is none, nor is a total around other regions that do."""
    found = [region for timing in timings if (region := _region(code, timing))]
    starts = {region.timing.start for region in found}
    for region in found:
        if not any(run.call in starts for run in region.runs):
            yield region


def _region(code: Code, timing: Timing) -> Measured | None:
    if _incidental(code, timing.difference):
        return None
    runs = tuple(reached(code, timing.calls))
    asked = tuple(run for run in runs if is_inference(code, run.call))
    trains = any(run.call.method in _TRAINING or run.call.name.endswith("optimizer.step") for run in runs)
    return Measured(timing=timing, runs=runs, asked=asked) if asked and not trains else None


def _incidental(code: Code, difference: ast.AST) -> bool:
    """Whether a time is only told as progress: printed on the spot with words such as "took", not as a latency."""
    text = " ".join(
        value.value.lower()
        for sink in sinks(code, difference)
        if (told := _printed(code, sink))
        for value in ast.walk(told)
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    )
    stored = any(_printed(code, sink) is None for sink in sinks(code, difference))
    return not stored and bool(_PROGRESS.search(text)) and not _RESULT.search(text)


def _printed(code: Code, sink: ast.AST) -> ast.Call | None:
    """Return the `print` or log call that a value ends in."""
    node: ast.AST | None = sink
    while node and not isinstance(node, ast.stmt):
        if isinstance(node, ast.Call) and code.call_at[node].method in ("print", "info", "debug", "write", "set_description"):
            return node
        node = code.parents.get(node)
    return None


def called_in_loop(code: Code, scope: Scope, depth: int = 2) -> bool:
    """Whether a function runs again and again, or nobody can tell because it is handed on; the module's own code does not."""
    if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        return isinstance(scope, ast.Lambda)
    calls = code.called(f".{scope.name}")
    callees = {call.node.func for call in calls}
    handed_on = any(load not in callees for load in code.loads.get(scope.name, ()))
    return handed_on or any(call.loop or (depth > 0 and called_in_loop(code, call.scope, depth - 1)) for call in calls)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Before:
    """What runs before a region on one way to it: the calls above it in its function, those above the call of that function."""

    own: tuple[Call, ...]
    caller: Call | None = None
    above: tuple[Call, ...] = ()


def ways(code: Code, timing: Timing) -> Iterator[Before]:
    """Yield what runs before a region, once for each call of its function."""
    own = code.calls_of(timing.scope, FIRST, timing.start.at)
    callers = tuple(code.callers(timing.scope))
    for caller in callers:
        above = (call for call in code.calls_of(caller.scope, FIRST, caller.at) if code.followed(call) is not timing.scope)
        yield Before(own=own, caller=caller, above=tuple(above))
    if not callers:
        yield Before(own=own)


def earlier(code: Code, timing: Timing) -> Iterator[Call]:
    """Yield the calls that run before a region, whichever way leads to it."""
    yield from dict.fromkeys(call for way in ways(code, timing) for call in (*way.own, *way.above))

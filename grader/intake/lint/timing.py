"""What a team timed: each pair of readings of a clock, and what runs between them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.intake.lint.call import Assignment, Call, Scope
from grader.intake.lint.code import Code

CLOCKS = frozenset(
    {
        "time.time", "time.time_ns", "time.perf_counter", "time.perf_counter_ns", "time.monotonic", "time.monotonic_ns",
        "time.process_time", "timeit.default_timer", "datetime.datetime.now",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timing:
    """A timed region: `start` and `stop` are the calls that read the clock (or record a CUDA event).

    `calls` are those between them in the same scope. `inside` says that a loop runs within the region, `around` that the
    whole region stands in a loop; `events` that CUDA events keep the time, which need no other synchronisation than theirs.
    """

    start: Call
    stop: Call
    difference: ast.AST
    scope: Scope
    calls: tuple[Call, ...]
    inside: bool
    around: bool
    events: bool = False

    @property
    def repeated(self) -> bool:
        """Whether more than one call is timed."""
        return self.inside or self.around


def timings(code: Code) -> Iterator[Timing]:
    """Yield the timed regions of a source in the order of the text: `stop - start`, or `start.elapsed_time(stop)`."""
    found = []
    for node in code.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            start, stop = _reading(code, node.right), _reading(code, node.left)
            if start and stop and start is not stop:
                found.append(_timing(code, start, stop, node))
                found += _managed(code, start, stop, node)
    for call in code.called(".elapsed_time"):
        start, stop = _recorded(code, call.node.func), _recorded(code, call.argument(0))
        if start and stop:
            found.append(_timing(code, start, stop, call.node, events=True))
    yield from sorted((timing for timing in found if timing), key=lambda timing: timing.start.at)


def _timing(code: Code, start: Call, stop: Call, difference: ast.AST, *, events: bool = False) -> Timing | None:
    if start.scope is not stop.scope or start.at >= stop.at:
        return None
    between = tuple(
        call for call in code.calls_of(start.scope, start.at, stop.at) if call.end <= stop.at
    )  # not `print(stop - start)` itself
    loop = code.loop_of(start.node)
    return Timing(
        start=start,
        stop=stop,
        difference=difference,
        scope=start.scope,
        calls=between,
        inside=any(code.loop_of(call.node) not in (None, loop) for call in between) or _loops(code, start, stop),
        around=loop is not None and loop is code.loop_of(stop.node),
        events=events,
    )


def _managed(code: Code, start: Call, stop: Call, difference: ast.AST) -> Iterator[Timing]:
    """Yield the regions of `with timer():` whose manager reads the clock: around its `yield`, or in `__enter__` and `__exit__`."""
    name = _manager(code, start.scope, stop.scope)
    for block in code.nodes if name else ():
        if not isinstance(block, ast.With) or not isinstance(made := block.items[-1].context_expr, ast.Call):
            continue
        if (entered := code.call_at[made]).method != name:
            continue
        end = (block.end_lineno or block.lineno, block.end_col_offset or 0)
        body = code.calls_of(entered.scope, entered.at, end)
        around = code.loop_of(block)
        yield Timing(
            start=entered,
            stop=entered,
            difference=difference,
            scope=entered.scope,
            calls=(*body, *code.calls_of(start.scope), *(code.calls_of(stop.scope) if stop.scope is not start.scope else ())),
            inside=any(code.loop_of(call.node) not in (None, around) for call in body)
            or any(entered.at < (loop.lineno, loop.col_offset) < end for loop in code.loops),
            around=around is not None,
        )


def _manager(code: Code, first: Scope, last: Scope) -> str:
    """Return the name by which a context manager is entered whose code reads the clock in these functions; empty for no such."""
    if not isinstance(first, ast.FunctionDef) or not isinstance(last, ast.FunctionDef):
        return ""
    if first is last:
        return first.name if any(isinstance(node, ast.Yield) for node in ast.walk(first)) else ""
    owner = code.parents.get(first)
    paired = (first.name, last.name) == ("__enter__", "__exit__") and owner is code.parents.get(last)
    return owner.name if paired and isinstance(owner, ast.ClassDef) else ""


def _loops(code: Code, start: Call, stop: Call) -> bool:
    """Whether a loop starts between the readings."""
    return any(start.at < (loop.lineno, loop.col_offset) < stop.at and code.scope_of(loop) is start.scope for loop in code.loops)


def _reading(code: Code, node: ast.expr) -> Call | None:
    """Return the call that reads the clock for an operand: the call itself, or the last one that its name got before."""
    if isinstance(node, ast.Call):
        call = code.call_at[node]
        return call if call.name in CLOCKS else None
    if isinstance(node, ast.Name | ast.Attribute):
        found: Assignment | None = code.assigned(node)
        return _reading(code, found.value) if found and isinstance(found.value, ast.Call) else None
    return None


def _recorded(code: Code, node: ast.AST | None) -> Call | None:
    """Return the last `record()` of a CUDA event before its time is asked."""
    if isinstance(node, ast.Attribute) and node.attr == "elapsed_time":
        node = node.value
    if not isinstance(node, ast.Name | ast.Attribute):
        return None
    name, at, scope = code.name_of(node), (node.lineno, node.col_offset), code.scope_of(node)
    records = [call for call in code.called(f"{name}.record") if call.scope is scope and call.at < at]
    return records[-1] if records else None

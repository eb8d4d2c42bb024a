"""A model timed from its very first call: memory is still being laid out, kernels chosen, caches filled.

False alarms: a model that was already asked in the lines before (also through a function), a name or comment that says
warm-up, a median or percentile, and lists or loops that leave out their first values are left alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.metric import Metric
from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.asked import Measured, earlier, ways
from grader.intake.lint.call import Call, parameters
from grader.intake.lint.code import Code
from grader.intake.lint.flow import reached
from grader.intake.lint.models import is_inference, looks_like_model
from grader.intake.lint.project import Project, Sheet
from grader.intake.lint.runtimes import subject

ENTRY = Entry(
    code="no-warm-up",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="В замер попал и самый первый вызов модели: перед таймером нет прогрева. Сделайте 5–10 вызовов до замера и не учитывайте их.",
        en="The very first call of the model is timed too: nothing warms it up before the clock starts. Make 5–10 calls before measuring and do not count them.",
    ),
    why=Words(
        ru="При первых вызовах выделяется память, выбираются ядра CUDA, заполняются кэши. Такие вызовы бывают в десятки раз медленнее остальных и завышают среднее. Модель, которую измеряют первой, кажется медленнее, и сравнение искажается.",
        en="The first calls allocate memory, choose CUDA kernels and fill caches: they can be tens of times slower than the rest and pull the mean up. Whichever model is timed first then looks slower, and the comparison is off.",
    ),
    wrong="for _ in range(100):\n    start = time.perf_counter()\n    model(x)\n    times.append(time.perf_counter() - start)",
    right="for _ in range(10):\n    model(x)\nfor _ in range(100):\n    start = time.perf_counter()\n    model(x)\n    times.append(time.perf_counter() - start)",
)
_SAID = re.compile(r"warm|прогре|разогре|холост", re.IGNORECASE)
#: Learning rates are warmed up too.
_TRAINING = re.compile(r"warmup_(?:steps|ratio|epochs)|with_warmup|num_warmup|warmup_lr", re.IGNORECASE)
_ROBUST = frozenset({"median", "nanmedian", "percentile", "nanpercentile", "quantile", "quantiles", "trim_mean", "median_low"})
#: Methods of a model that run it many times.
_USING = frozenset({"val", "evaluate", "test", "benchmark", "warmup", "fit"})
_TIMES = re.compile(r"time|latenc|durat|elapsed|_ms|ms_|speed|lat", re.IGNORECASE)


def check(project: Project) -> Iterator[Problem]:
    """Look at every region that times a model."""
    if not project.concerns(Metric.CPU_MS, Metric.GPU_MS, Metric.LATENCY_MS):
        return
    for sheet in project.sheets:
        if not sheet.measured:
            continue
        said = tuple(n for n, line in enumerate(sheet.source.lines, 1) if _SAID.search(line) and not _TRAINING.search(line))
        steady = _steady(sheet.code)
        for region in sheet.measured:
            excused = (
                _elsewhere(project, sheet, region)
                or _robust(sheet, region, steady)
                or _said(sheet, region, said)
                or _skips_first(sheet.code, region)
            )
            if not excused and not _asked_before(sheet.code, region):
                yield sheet.problem(ENTRY, region.timing.start.node)


def _elsewhere(project: Project, sheet: Sheet, region: Measured) -> bool:
    """Whether only other files call the function of a region: what runs before it is not seen here."""
    scope = region.timing.scope
    if not isinstance(scope, ast.FunctionDef) or any(True for _ in sheet.code.callers(scope)):
        return False
    return any(other.code.called(f".{scope.name}") for other in project.sheets if other is not sheet)


def _said(sheet: Sheet, region: Measured, lines: tuple[int, ...]) -> bool:
    """Whether a warm-up is named outside functions, or in a function that runs before or in the region."""
    code, scope = sheet.code, region.timing.scope
    named = {code.function_at(line) for line in lines}
    if not named or None in named or scope in named:
        return bool(named)
    before = tuple(earlier(code, region.timing))
    ran: set[ast.AST] = {*(call.scope for call in before), *(run.call.scope for run in region.runs)}
    return bool(named & (ran | {function for call in before if (function := code.followed(call))}))


def _robust(sheet: Sheet, region: Measured, steady: tuple[ast.expr, ...]) -> bool:
    """Whether the first values cannot change the result: a median, or a list of times without its start, near the region or its callers."""
    scope, code = region.timing.scope, sheet.code
    near = [(scope, region.timing.start.line), *((call.scope, call.line) for call in code.callers(scope))]
    return any(code.scope_of(node) is at and _same_cell(sheet, at, line, node.lineno) for node in steady for at, line in near)


def _same_cell(sheet: Sheet, scope: ast.AST, line: int, other: int) -> bool:
    return not isinstance(scope, ast.Module) or sheet.source.cell_at(line) == sheet.source.cell_at(other)


def _steady(code: Code) -> tuple[ast.expr, ...]:
    """Return the medians and percentiles, and the lists of times that are cut at their start."""
    found: list[ast.expr] = [
        call.node for call in code.calls if call.method in _ROBUST or (call.method == "pop" and _TIMES.search(call.name))
    ]
    for node in code.nodes:
        cut = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.lower is not None
        if cut and isinstance(node, ast.Subscript) and _TIMES.search(code.name_of(node.value)):
            found.append(node)
    return tuple(found)


def _skips_first(code: Code, region: Measured) -> bool:
    """Whether the loop around the region asks for its own counter: `if i >= 5`, `if i == 0: continue`."""
    loop = code.loop_of(region.timing.start.node)
    if not isinstance(loop, ast.For):
        return False
    counters = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
    tests = (node.test for node in ast.walk(loop) if isinstance(node, ast.If | ast.IfExp))
    return any(isinstance(node, ast.Name) and node.id in counters for test in tests for node in ast.walk(test))


def _asked_before(code: Code, region: Measured) -> bool:
    """Whether the same model, or the same function around one, was called before the region, whichever way leads to it."""
    names = {code.name_of(subject(run.call)) for run in region.asked}
    wrappers = {call.name for call in region.timing.calls if code.followed(call)}
    own = set(parameters(region.timing.scope))
    for way in ways(code, region.timing):
        given = {code.name_of(value) for value in _values(way.caller) if looks_like_model(code, value)}
        asked = any(_asks(code, call, names, wrappers) for call in way.own)
        if not asked and not any(_asks(code, call, (names - own) | given, wrappers) for call in way.above):
            return False
    return True


def _values(call: Call | None) -> tuple[ast.expr, ...]:
    """Return what is plainly given to a call: names and attributes."""
    given = (*call.node.args, *(keyword.value for keyword in call.node.keywords)) if call else ()
    return tuple(value for value in given if isinstance(value, ast.Name | ast.Attribute))


def _asks(code: Code, call: Call, names: set[str], wrappers: set[str]) -> bool:
    """Whether a call asks one of these models, itself or in a function of this source."""
    if call.name in wrappers or (is_inference(code, call) and code.name_of(subject(call)) in names):
        return True
    if call.method in _USING and call.name.rpartition(".")[0] in names:
        return True
    given = {code.name_of(value) for value in _values(call)}
    inner = [run.call for run in reached(code, (call,)) if run.call is not call and is_inference(code, run.call)]
    return bool(inner) and (bool(given & names) or any(code.name_of(subject(asked)) in names for asked in inner))

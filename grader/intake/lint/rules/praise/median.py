"""Many runs were timed, and their median or percentiles reported."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.asked import Measured
from grader.intake.lint.code import Code
from grader.intake.lint.flow import arguments
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="median-of-many",
    severity=Severity.PRAISE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Время измерено много раз, и взята медиана: случайные задержки на результат не влияют.",
        en="Many runs are timed and their median is taken, so chance delays do not affect the result.",
    ),
    why=Words(
        ru="Один прогон легко отличается на десятки процентов; медиана многих прогонов устойчива.",
        en="One run easily differs by tens of percent; the median of many is steady.",
    ),
)
_ROBUST = frozenset({"median", "nanmedian", "percentile", "nanpercentile", "quantile", "quantiles"})
_ENOUGH = 20


def check(project: Project) -> Iterator[Problem]:
    """Look for a region that runs often enough, and a median in the same source."""
    for sheet in project.sheets:
        robust = next((call for call in sheet.code.calls if call.method in _ROBUST), None)
        if robust and any(_rounds(sheet.code, region) >= _ENOUGH for region in sheet.measured):
            yield sheet.problem(ENTRY, robust.node)


def _rounds(code: Code, region: Measured) -> int:
    """Return how often the loop around a region runs, as far as it is certain; 0 where nobody can tell."""
    loop = code.loop_of(region.timing.start.node)
    counted = loop.iter if isinstance(loop, ast.For) else None
    if isinstance(counted, ast.Call) and code.name_of(counted.func).rpartition(".")[2] in {"tqdm", "trange"} and counted.args:
        counted = counted.args[0] if code.name_of(counted.func).endswith("tqdm") else counted
    if not isinstance(counted, ast.Call) or code.name_of(counted.func).rpartition(".")[2] not in {"range", "trange"} or not counted.args:
        return 0
    given = counted.args[-1] if len(counted.args) < 3 else counted.args[1]
    values = [code.constant(given), *(code.constant(value) for value in arguments(code, given)), _default(code, given)]
    return max((value for value in values if isinstance(value, int)), default=0)


def _default(code: Code, node: ast.expr) -> object:
    """Return the default of the parameter that a name is."""
    scope = code.scope_of(node)
    if not isinstance(node, ast.Name) or not isinstance(scope, ast.FunctionDef):
        return None
    given = scope.args
    plain = [*given.posonlyargs, *given.args]
    pairs = [*zip(reversed(plain), reversed(given.defaults), strict=False), *zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    return next((code.constant(default) for parameter, default in pairs if parameter.arg == node.id and default), None)

"""A time or size divided by a large number that nobody can read: a unit, a count of examples, or an old run's batch count.

False alarms: powers of ten and of 1024, seconds in an hour, sample rates, bits, and numbers that stand elsewhere in the code as a
count (`range(500)`) are known and left alone; only what the code itself timed or weighed is looked at.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project, Sheet

ENTRY = Entry(
    code="hidden-divisor",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Результат делится на число {divisor}, и по коду не понять, что это. Если это количество примеров или вызовов, возьмите его из кода: `len(dataset)`.",
        en="The result is divided by {divisor}, and the code does not say what that is. If it counts examples or calls, take it from the code: `len(dataset)`.",
    ),
    why=Words(
        ru="Число, вписанное вручную, не меняется вместе с данными: при другой выборке или другом размере батча время или размер окажутся неверны в разы, и ничто этого не покажет.",
        en="A number typed by hand does not change with the data: with another split or batch size the time or the size is several times off, and nothing shows it.",
    ),
    wrong="latency = total_time / 3133",
    right="latency = total_time / len(dataset)",
)
_LEAST = 100
_KNOWN = {10**power for power in range(2, 16)} | {1024**power for power in range(1, 5)} | {8 * 1024**power for power in range(1, 4)}
_KNOWN |= {8 * 10**power for power in (3, 6, 9)} | {3600, 86400, 60000, 3600000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 2**40}
_AMOUNT = re.compile(
    r"(?:^|_)(?:time|times|elapsed|latency|duration|total_time|seconds|sec|secs|ms|inference_time|runtime|ram|vram|rss|mem|memory|wall|bytes|nbytes|model_size)(?:$|_)"
)
_NO_AMOUNT = re.compile(r"(?:^|_)(?:samples|steps|tokens|frames|stamp|timestep|timesteps|zone|audio|array|speech|signal|wav)(?:$|_)")


def check(project: Project) -> Iterator[Problem]:
    """Look at every division by a number."""
    for sheet in project.sheets:
        timed = {timing.difference for timing in sheet.timings}
        for node in sheet.code.nodes:
            if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div | ast.FloorDiv):
                continue
            if _hidden(sheet, node) and _measured(sheet.code, node.left, timed):
                yield sheet.problem(ENTRY, node, {"divisor": ast.unparse(node.right)})


def _hidden(sheet: Sheet, node: ast.BinOp) -> bool:
    """Whether the divisor is a large number without a meaning."""
    divisor = node.right
    if not isinstance(divisor, ast.Constant) or isinstance(divisor.value, bool) or not isinstance(divisor.value, int | float):
        return False
    value = divisor.value
    return value > _LEAST and value not in _KNOWN and not _counted(sheet.code, value)


def _counted(code: Code, value: float) -> bool:
    """Whether the number stands in the code as something else than a divisor or factor, such as a count."""
    same = (node for node in code.nodes if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value == value)
    return any(
        not isinstance(above := code.parents.get(node), ast.BinOp) or not isinstance(above.op, ast.Div | ast.FloorDiv | ast.Mult)
        for node in same
    )


def _measured(code: Code, node: ast.expr, timed: set[ast.AST], depth: int = 4) -> bool:
    """Whether a value is a time that this code took, or by its name a time or an amount of memory."""
    if any(child in timed for child in ast.walk(node)):
        return True
    for child in ast.walk(node):
        if isinstance(child, ast.Call) and code.name_of(child.func) == "len":
            return False
        if isinstance(child, ast.Name | ast.Attribute) and isinstance(child.ctx, ast.Load):
            last = code.name_of(child).rpartition(".")[2].lower()
            if _AMOUNT.search(last) and not _NO_AMOUNT.search(last):
                return True
            found = code.assigned(child) if depth else None
            if found and _measured(code, found.value, timed, depth - 1) and not isinstance(found.value, ast.Name):
                return True
    return False

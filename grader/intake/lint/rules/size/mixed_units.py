"""Sizes in MB (10⁶ bytes) beside sizes in MiB (2²⁰ bytes): five per cent between the rows that no method made.

False alarms: millions of parameters and nanoseconds are divided by a million too. What is divided must be a size.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project, Sheet

_BYTES = re.compile(
    r"getsize|st_size|element_size|nbytes|get_memory_footprint|(?:^|_)(?:size|bytes|sz)(?:$|_|\d)|file_?size|model_?size|itemsize",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"param(?:s|eter)?(?:_|$)|time|_ns|elapsed|latenc|flop|mac|rss|memory_info|allocated|reserved|vms|input_size|batch_size", re.IGNORECASE
)
#: What bytes are summed over; elements and parameters alone would be no bytes.
_LISTING = frozenset({"parameters", "named_parameters", "state_dict"})

ENTRY = Entry(
    code="mb-and-mib-mixed",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Здесь размер делится на {here}, а в другом месте — на {there}: между МБ и МиБ 4,9 %. Считайте все строки в МБ (10⁶ байт).",
        en="A size is divided by {here} here and by {there} elsewhere: MB and MiB differ by 4.9%. Give all rows in MB (10⁶ bytes).",
    ),
    why=Words(
        ru="Если исходная модель посчитана в МБ, а сжатая в МиБ, то почти 5 % «сжатия» возникли только из-за единицы. Столбец таблицы читается как МБ, то есть 10⁶ байт.",
        en="With the original in MB and the compressed model in MiB, almost 5% of the “compression” comes from the unit alone. The "
        "table's column is read as MB, that is, 10⁶ bytes.",
    ),
    wrong="base_mb = os.path.getsize(base) / 1e6\nint8_mb = os.path.getsize(int8) / 1024**2",
    right="base_mb = os.path.getsize(base) / 1e6\nint8_mb = os.path.getsize(int8) / 1e6",
)


def check(project: Project) -> Iterator[Problem]:
    """Compare the divisors of all sizes in the pull request; the rarer one is the odd one out."""
    decimal: list[tuple[Sheet, ast.AST]] = []
    binary: list[tuple[Sheet, ast.AST]] = []
    for sheet in project.sheets:
        for node in sheet.code.nodes:
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv) and (unit := _unit(sheet.code, node)):
                (decimal if unit == 10**6 else binary).append((sheet, node))
    if decimal and binary:
        odd, here, there = (decimal, "10⁶", "2²⁰") if len(decimal) < len(binary) else (binary, "2²⁰", "10⁶")
        yield from (sheet.problem(ENTRY, node, {"here": here, "there": there}) for sheet, node in odd)


def _unit(code: Code, node: ast.BinOp) -> int:
    """Return 10⁶ or 2²⁰ if a size is divided by it, in one step or two; else 0."""
    divisor, left = code.constant(node.right), node.left
    if divisor in (1000, 1024) and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Div) and code.constant(left.right) == divisor:
        divisor, left = divisor**2, left.left
    if divisor not in (10**6, 2**20) or not _is_size(code, left):
        return 0
    return int(divisor)


def _is_size(code: Code, node: ast.expr) -> bool:
    """Whether an expression is a number of bytes of a model or file, by what it calls and by its names."""
    names = list(_names(code, node))
    if isinstance(node, ast.Name) and (assigned := code.assigned(node)):  # total = sum(p.numel() * p.element_size() …)
        names += _names(code, assigned.value)
    return any(_BYTES.search(name) for name in names) and not any(_OTHERS.search(name) for name in names)


def _names(code: Code, node: ast.expr) -> Iterator[str]:
    """Yield the last part of every name in an expression, but those of the methods that list parameters."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name | ast.Attribute) and (name := code.name_of(inner).rpartition(".")[2]) not in _LISTING:
            yield name

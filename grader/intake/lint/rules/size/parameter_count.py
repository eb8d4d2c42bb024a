"""A size that is a number of parameters times some bytes: true of no file.

False alarms: `element_size()` or `itemsize` ask the tensor, and FLOPs are counted alike. The product must become a size.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project
from grader.intake.lint.rules.size.counting import about_size, is_count

_BYTES = frozenset({0.5, 1, 2, 4, 8, 16, 32})
#: Names of a width that a team sets itself.
_WIDTH = re.compile(r"^(?:n_?)?bits?(?:_?width|_per_\w+)?$|^(?:n_?)?bytes?(?:_per_\w+)?$|^dtype_size$", re.IGNORECASE)

ENTRY = Entry(
    code="size-from-parameter-count",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Размер посчитан как число параметров × {bytes}, а не измерен. Сохраните модель и возьмите размер файла.",
        en="The size is the number of parameters × {bytes}, not a measurement. Save the model and take the size of the file.",
    ),
    why=Words(
        ru="Формула не знает, в каком типе на самом деле лежат веса, и не видит буферов, таблиц квантования и масок. Для сжатой модели она повторяет то, что вы "
        "хотели получить, а не то, что получилось.",
        en="The formula knows neither the type that the weights really have, nor buffers, quantisation tables or masks. For a compressed "
        "model it repeats what you wanted, not what you got.",
    ),
    wrong="size_mb = sum(p.numel() for p in model.parameters()) * 4 / 1e6",
    right='torch.save(model.state_dict(), "model.pt")\nsize_mb = os.path.getsize("model.pt") / 1e6',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every product of a parameter count and a literal number of bytes or bits."""
    for sheet in project.sheets:
        for node in sheet.code.nodes:
            if isinstance(node, ast.BinOp) and (factor := _factor(sheet.code, node)) and about_size(sheet.code, node):
                confidence = Confidence.POSSIBLE if isinstance(factor, str) else None
                yield sheet.problem(ENTRY, node, {"bytes": factor}, confidence=confidence)


def _factor(code: Code, node: ast.BinOp) -> str | int | float:
    """Return the literal bytes that a count is multiplied by, nought if it is not; `n / 1e6 * 4` is a product too."""
    if not isinstance(node.op, ast.Mult):
        return 0
    for count, factor in ((node.left, node.right), (node.right, node.left)):
        value = code.constant(factor)
        if isinstance(value, int | float) and not isinstance(value, bool) and value in _BYTES and _counts(code, count):
            return value
        if isinstance(factor, ast.Name) and _WIDTH.search(factor.id) and _counts(code, count) and not _asks_tensor(code, factor):
            return factor.id
    return 0


def _asks_tensor(code: Code, name: ast.Name) -> bool:
    """Whether a width comes from the tensors themselves."""
    assigned = code.assigned(name)
    inside = ast.walk(assigned.value) if assigned else ()
    return any(isinstance(node, ast.Attribute) and node.attr in {"element_size", "itemsize", "bits", "finfo", "iinfo"} for node in inside)


def _counts(code: Code, node: ast.expr) -> bool:
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Mult | ast.FloorDiv) and code.constant(node.right) is not None:
        node = node.left
    return is_count(code, node)

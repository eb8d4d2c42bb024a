"""Bytes are counted for some layers only: embeddings, or whatever else a condition leaves out, cost nothing.

False alarms: tied weights counted once, and what is no tensor. A condition whose other branch counts too skips nothing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project
from grader.intake.lint.rules.size.counting import names_size

_OVER = frozenset({"parameters", "named_parameters", "modules", "named_modules", "items", "children", "named_children"})
_MEASURES = frozenset({"numel", "nelement", "element_size", "nbytes", "itemsize"})
_FAIR = re.compile(
    r"seen|visited|data_ptr|\bid\(|is_tensor|Tensor\b|is None|is not None|hasattr|requires_grad|counted|unique|leaf|children"
)

ENTRY = Entry(
    code="size-skips-layers",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="В подсчёт размера попадают не все слои: условие {condition} пропускает остальные, а в файле они есть. Возьмите размер сохранённого файла.",
        en="Not all layers are counted in the size: the condition {condition} leaves the others out, but they are in the file. Take the size of the saved file.",
    ),
    why=Words(
        ru="Эмбеддинги и нормировки обычно не сжимают, но хранить их всё равно надо, и у трансформеров это до трети весов. Степень "
        "сжатия, посчитанная без них, завышена.",
        en="Embeddings and norms are rarely compressed, but they have to be stored all the same, and in transformers they are up to a "
        "third of the weights. A compression ratio that leaves them out looks better than it is.",
    ),
    wrong='for name, p in model.named_parameters():\n    if "embedding" in name:\n        continue\n    size_bytes += p.numel() * p.element_size()',
    right='torch.save(model.state_dict(), "model.pt")\nsize_mb = os.path.getsize("model.pt") / 1e6',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every loop over the layers of a model that adds bytes up."""
    for sheet in project.sheets:
        for node in sheet.code.nodes:
            if isinstance(node, ast.For) and _over_layers(node.iter):
                condition = _skipping(sheet.code, node)
            elif isinstance(node, ast.GeneratorExp | ast.ListComp) and _over_layers(node.generators[0].iter):
                condition = _filtered(sheet.code, node)
            else:
                continue
            if condition is not None and not _FAIR.search(shown := ast.unparse(condition)):
                yield sheet.problem(ENTRY, condition, {"condition": shown[:60]})


def _over_layers(iterated: ast.expr) -> bool:
    if (
        isinstance(iterated, ast.Call)
        and isinstance(iterated.func, ast.Name)
        and iterated.func.id in {"tqdm", "list", "enumerate"}
        and iterated.args
    ):
        return _over_layers(iterated.args[0])
    return isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Attribute) and iterated.func.attr in _OVER


def _measures(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Attribute) and inner.attr in _MEASURES for inner in ast.walk(node))


def _skipping(code: Code, loop: ast.For) -> ast.expr | None:
    """Return the condition that keeps some layers from the sum."""
    sums = list(_growing(code, loop))
    if not sums or not (_measures(loop)):
        return None
    for statement in loop.body:
        if not isinstance(statement, ast.If) or statement.orelse:
            continue
        leaves = (
            len(statement.body) == 1
            and isinstance(statement.body[0], ast.Continue)
            and any(each.lineno > statement.lineno for each in sums)
        )
        inside = {id(node) for node in ast.walk(statement)}
        if leaves or all(id(each) in inside for each in sums):
            return statement.test
    return None


def _growing(code: Code, loop: ast.For) -> Iterator[ast.AugAssign | ast.Call]:
    """Yield where a size grows: `size += …`, `sizes.append(…)`."""
    for node in ast.walk(loop):
        match node:
            case ast.AugAssign(op=ast.Add(), target=grown) | ast.Call(func=ast.Attribute(attr="append", value=grown)):
                if names_size(code.name_of(grown)):
                    yield node


def _filtered(code: Code, node: ast.GeneratorExp | ast.ListComp) -> ast.expr | None:
    """Return the condition of a sum of bytes in one expression."""
    conditions = [condition for generator in node.generators for condition in generator.ifs]
    bytes_of = any(
        isinstance(inner, ast.Attribute) and inner.attr in {"element_size", "nbytes", "itemsize"} for inner in ast.walk(node.elt)
    )
    above = code.parents.get(node)
    summed = isinstance(above, ast.Call) and code.name_of(above.func) == "sum"
    return conditions[0] if conditions and bytes_of and summed else None

"""A compressed model that nobody uses: the call returns a new model, and the old one is measured.

False alarms: calls that change the model in place. Only functions that return a new one are looked at, and a name that
occurs anywhere afterwards is used.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project

#: Functions that leave their argument as it is and return the compressed model.
_RETURNING = frozenset(
    {
        "torch.quantization.quantize_dynamic", "torch.ao.quantization.quantize_dynamic", "torch.quantization.convert",
        "torch.ao.quantization.convert", "torch.quantization.prepare", "torch.ao.quantization.prepare", "torch.compile", "torch.jit.script",
        "torch.jit.trace", "torch.jit.freeze", "torch.jit.optimize_for_inference", "torch.quantization.quantize_fx.convert_fx",
        "torch.ao.quantization.quantize_fx.convert_fx", "torch.quantization.quantize_fx.prepare_fx", "torch.ao.quantization.quantize_fx.prepare_fx",
        "intel_extension_for_pytorch.optimize", "nncf.quantize",
    }
)  # fmt: skip

ENTRY = Entry(
    code="compressed-not-used",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Результат {function} нигде не используется: дальше измеряется исходная модель. Присвойте его переменной и передайте в замеры.",
        en="The result of {function} is never used, and the original model is measured from here on. Assign it to a name and measure that.",
    ),
    why=Words(
        ru="Эти функции не меняют модель, а возвращают новую. Если её не сохранить, строка таблицы описывает исходную модель, и разница в числах — это только шум.",
        en="These functions do not change the model but return a new one. If that is dropped, the row describes the original, and every difference is noise.",
    ),
    wrong="torch.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)\nevaluate(model, data)",
    right="quantized = torch.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)\nevaluate(quantized, data)",
)


def check(project: Project) -> Iterator[Problem]:
    """Look at every call that returns a compressed model."""
    for sheet in project.sheets:
        for call in sheet.code.calls:
            if call.name in _RETURNING and not _in_place(sheet.code, call):
                above = sheet.code.parents.get(call.node)
                if isinstance(above, ast.Expr) and _asked_later(sheet.code, call, above):
                    yield sheet.problem(ENTRY, call.node, {"function": call.method}, confidence=Confidence.SURE)
                elif isinstance(above, ast.Assign) and _never_read(sheet.code, above) and _asked_later(sheet.code, call, above):
                    yield sheet.problem(ENTRY, call.node, {"function": call.method})


def _in_place(code: Code, call: Call) -> bool:
    return code.constant(call.argument(None, "inplace")) is True


def _never_read(code: Code, assigned: ast.Assign) -> bool:
    """Whether the one plain name that the result got is read nowhere in the source."""
    target = assigned.targets[0]
    return len(assigned.targets) == 1 and isinstance(target, ast.Name) and not code.loads.get(target.id)


def _asked_later(code: Code, call: Call, statement: ast.stmt) -> bool:
    """Whether the original is still used after the call, in the same scope."""
    given = call.argument(0, "model")
    if not isinstance(given, ast.Name):
        return False
    loads = code.loads.get(given.id, ())
    return any(load.lineno > (statement.end_lineno or 0) and code.scope_of(load) is call.scope for load in loads)

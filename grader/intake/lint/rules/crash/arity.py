"""A function of this source is called with too few or too many arguments.

False alarms: only functions that are defined once at the top, are not given to another name and take no `*args` are looked at;
calls with `*` or `**` and functions under decorators that may change their parameters are left alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.call import Call, parameters
from grader.intake.lint.code import Code, Function
from grader.intake.lint.project import Project, Sheet

ENTRY = Entry(
    code="wrong-number-of-arguments",
    severity=Severity.WARNING,
    message=Words(
        ru="Аргументы вызова не подходят функции {name}: её параметры — {parameters}. Код остановится с TypeError; исправьте вызов.",
        en="The call does not fit {name}, whose parameters are {parameters}. The code stops with a TypeError; fix the call.",
    ),
    why=Words(
        ru="Так бывает, когда функцию изменили после запуска, а ячейки с вызовами не перезапустили. Тогда сохранённые числа получены не тем кодом, который лежит в ноутбуке.",
        en="This happens when a function was changed after the run and the cells that call it were not run again. The saved numbers then come from different code than the notebook now holds.",
    ),
    wrong="def measure(model, inputs, device): ...\n\nmeasure(model, inputs)",
    right='def measure(model, inputs, device): ...\n\nmeasure(model, inputs, "cuda")',
)
_KEEPING = frozenset({"torch.no_grad", "torch.inference_mode", "torch.autocast", "contextmanager", "contextlib.contextmanager"})


def check(project: Project) -> Iterator[Problem]:
    """Look at every call of a function of the same source."""
    for sheet in project.sheets:
        imported = _imported(sheet.code)
        for call in sheet.code.calls:
            function = _meant(sheet, call, imported)
            if function and not _fits(call.node, function.args):
                yield sheet.problem(ENTRY, call.node, {"name": function.name, "parameters": _written(function)})


def _meant(sheet: Sheet, call: Call, imported: set[str]) -> Function | None:
    """Return the function that a call certainly means."""
    code = sheet.code
    name = call.node.func.id if isinstance(call.node.func, ast.Name) else ""
    function = code.functions.get(name)
    if not function or not isinstance(code.parents.get(function), ast.Module) or name in imported:
        return None
    shadowed = name in parameters(call.scope) or name in code.assignments or name in code.classes
    if shadowed or not all(_keeps(code, decorator) for decorator in function.decorator_list):
        return None
    unread = any(f"def {name}" in line for broken in sheet.source.broken for line in _lines(sheet, broken.line))
    return None if unread else function


def _imported(code: Code) -> set[str]:
    """Return every name that an import brings, from this package too."""
    imports = (node for node in code.nodes if isinstance(node, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name for node in imports for alias in node.names}


def _lines(sheet: Sheet, line: int) -> tuple[str, ...]:
    cell = sheet.source.cell_at(line)
    return sheet.source.lines[cell.first - 1 : cell.end - 1] if cell else sheet.source.lines


def _keeps(code: Code, decorator: ast.expr) -> bool:
    return code.name_of(decorator.func if isinstance(decorator, ast.Call) else decorator) in _KEEPING


def _fits(call: ast.Call, wanted: ast.arguments) -> bool:
    """Whether the arguments can be bound to the parameters; yes where nobody can tell."""
    if any(isinstance(given, ast.Starred) for given in call.args) or any(given.arg is None for given in call.keywords):
        return True
    plain = [*wanted.posonlyargs, *wanted.args]
    if len(call.args) > len(plain) and not wanted.vararg:
        return False
    named = {given.arg for given in call.keywords}
    known = {parameter.arg for parameter in (*wanted.args, *wanted.kwonlyargs)}
    if not wanted.kwarg and not named <= known:
        return False
    required = plain[len(call.args) : len(plain) - len(wanted.defaults)]
    required += [parameter for parameter, default in zip(wanted.kwonlyargs, wanted.kw_defaults, strict=True) if default is None]
    return all(parameter.arg in named for parameter in required)


def _written(function: Function) -> str:
    given = function.args
    names = [parameter.arg for parameter in (*given.posonlyargs, *given.args)] + [f"{parameter.arg}=" for parameter in given.kwonlyargs]
    return f"({', '.join(names)})"[:120]

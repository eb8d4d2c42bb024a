"""An adapter imports what will not be there when it runs: a package outside the course environment, or a file beside it.

False alarms: a package that the grading machine has and the list of the environment does not; an import whose failure the code
itself catches is left alone, and so is what is imported by another way than an import statement.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.course.environment import environment
from grader.intake.case import Case
from grader.intake.rows import lines_of

ENTRY = Entry(
    code="package-unavailable",
    severity=Severity.WARNING,
    message=Words(
        ru="Пакета {package} в среде курса нет, и строка не запустится; есть {available}. Обойдитесь тем, что есть, или попросите преподавателя добавить пакет.",
        en="The course environment has no package {package}, so the row will not run; there is {available}. Make do with what there is, or ask the instructor to add it.",
    ),
    why=Words(
        ru="Код всех команд запускается в одной и той же среде, без сети; установить в ней ничего нельзя. Что в ней есть, перечислено в "
        "`grader/course/environment.txt`. Преподавателю: как добавить пакет, написано в docs/operators.md, «Пакеты».",
        en="The code of all teams runs in one and the same environment, without network; nothing can be installed there. "
        "`grader/course/environment.txt` lists what it has. Instructors: docs/operators.md says under “Packages” how to add one.",
    ),
)
HELPER = Entry(
    code="helper-unavailable",
    severity=Severity.WARNING,
    message=Words(
        ru="Файла {file} рядом с адаптером при запуске не будет: запускается один файл. Перенесите нужное прямо в адаптер.",
        en="The file {file} will not be there when the adapter runs: it runs alone. Move what is needed into the adapter itself.",
    ),
    why=Words(
        ru="Каждая строка запускается из одного файла: так видно, какой код к какой строке относится, и размер этого файла входит в размер строки.",
        en="Each row runs from one file: that shows which code belongs to which row, and the size of that file counts with the row.",
    ),
)
ENTRIES = (ENTRY, HELPER)
_CATCHES = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def check(case: Case) -> Iterator[Problem]:
    """Look at the imports of every adapter that the manifest names, each package once a file."""
    for name, data in case.adapters.items():
        text = data.decode("utf-8", "replace")
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # said elsewhere
        lines, seen = lines_of(text), set[str]()
        for line, module in _imports(tree):
            top = module.partition(".")[0]
            if top in seen or environment().has(top):
                continue
            seen.add(top)
            place = Place(path=f"{case.directory}/{name}", line=line, text=lines[line - 1][:200] if line <= len(lines) else "")
            if f"{case.directory}/{top}.py" in case.files:
                yield Problem.of(HELPER, place, {"file": f"{top}.py"})
            else:
                yield Problem.of(ENTRY, place, {"package": top, "available": environment().instead_of(top)})


def _imports(tree: ast.Module) -> list[tuple[int, str]]:
    """Return (line, module) of the absolute imports in the order of the file, those left out whose failure is caught."""
    found: list[tuple[int, str]] = []
    left: list[tuple[ast.AST, bool]] = [(tree, False)]  # no recursion: an expression may be nested deeper than Python's stack
    while left:
        node, caught = left.pop()
        if isinstance(node, ast.Import) and not caught:
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level and not caught:
            found.append((node.lineno, node.module))
        elif isinstance(node, ast.Try):
            guarded = caught or any(map(_catches, node.handlers))
            left += [(part, guarded) for part in node.body]
            left += [(part, caught) for part in (*node.handlers, *node.orelse, *node.finalbody)]
        else:
            left += [(part, caught) for part in ast.iter_child_nodes(node)]
    return sorted(found)


def _catches(handler: ast.ExceptHandler) -> bool:
    names = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(name is None or (isinstance(name, ast.Name) and name.id in _CATCHES) for name in names)

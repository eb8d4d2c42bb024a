"""A cell or script that Python cannot parse.

False alarms: magics, shell lines and cells in other languages are no Python and are not asked; f-strings with nested quotes and
type parameters are right since Python 3.12 and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="cell-does-not-parse",
    severity=Severity.WARNING,
    message=Words(
        ru="Здесь синтаксическая ошибка ({message}): этот код не выполнится. Допишите его или удалите.",
        en="There is a syntax error here ({message}): this code cannot run. Finish it or delete it.",
    ),
    why=Words(
        ru="Ноутбук останавливается на такой ячейке, и всё, что ниже, не запускается. Перед сдачей выполните «Restart and run all» и сохраните ноутбук целиком.",
        en="The notebook stops at such a cell and nothing below it runs. Before you hand it in, choose “Restart and run all” and save the whole notebook.",
    ),
    wrong="model = AutoModel.from_pretrained(",
    right='model = AutoModel.from_pretrained("org/name")',
)

#: What Python 3.12 brought: `def f[T](x)`, `class A[T]`, `type X = int`.
_NEWER = re.compile(r"\s*(?:(?:async\s+)?def\s+\w+\[|class\s+\w+\[|type\s+\w+(?:\[.*\])?\s*=)")


def check(project: Project) -> Iterator[Problem]:
    """Look at what the parser could not read."""
    for sheet in project.sheets:
        for broken in sheet.source.broken:
            line = sheet.source.lines[broken.line - 1] if broken.line <= len(sheet.source.lines) else ""
            if not broken.message.startswith("f-string") and not _NEWER.match(line):
                yield sheet.problem(ENTRY, broken.line, {"message": broken.message[:80]})

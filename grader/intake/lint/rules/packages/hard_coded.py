"""Data or weights are read from a place that only this machine, Colab or Kaggle has.

False alarms: places that are only written to (`save_pretrained`, `/kaggle/working`) and temporary ones are left alone.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.paths import is_written
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="hard-coded-path",
    severity=Severity.NOTE,
    message=Words(
        ru="Этот путь есть только на вашей машине: {path}. Укажите путь внутри репозитория или имя модели либо набора данных на Hugging Face.",
        en="This path exists only on your machine: {path}. Use a path inside the repository, or the Hugging Face name of the model or data set.",
    ),
    why=Words(
        ru="У проверяющего нет вашего Google Drive, `/content` и домашней папки: код остановится на первом же чтении. Относительный путь от папки с кодом работает везде.",
        en="Whoever checks the code has neither your Google Drive, nor `/content`, nor your home directory: it stops at the first read. A path relative to the code works everywhere.",
    ),
    wrong='df = pd.read_csv("/content/drive/MyDrive/test.csv")',
    right='from pathlib import Path\n\ndf = pd.read_csv(Path("data") / "test.csv")',
)
_PATHS = re.compile(
    r"(?:/content/(?!$)|/kaggle/input|/gdrive/|/home/[\w.-]+/|/Users/[\w.-]+/|/mnt/[\w.-]+/|/workspace/|~/|[A-Za-z]:(?:\\{1,2}|/)[\w.А-Яа-я])"
)
_OUTPUT_NAMES = re.compile(r"out|sav|result|log|cache|tmp|temp|export|dst|target|working", re.IGNORECASE)


def check(project: Project) -> Iterator[Problem]:
    """Look at every string that is such a path, and at mounted drives."""
    for sheet in project.sheets:
        code = sheet.code
        for node in code.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_elsewhere(node.value) and _is_read(code, node):
                yield sheet.problem(ENTRY, node, {"path": node.value[:80]})


def _is_elsewhere(text: str) -> bool:
    return len(text) < 300 and "\n" not in text and bool(_PATHS.match(text))


def _is_read(code: Code, node: ast.AST) -> bool:
    """Whether a path is not just one where something is put, nor a comment that stands alone."""
    above = code.parents.get(node)
    while isinstance(above, ast.JoinedStr | ast.BinOp | ast.keyword | ast.Tuple):
        if isinstance(above, ast.keyword) and _OUTPUT_NAMES.search(above.arg or ""):
            return False
        node, above = above, code.parents.get(above)
    match above:
        case ast.Expr():
            return False
        case ast.Call():
            return not is_written(code, code.call_at[above])
        case ast.Assign(targets=[target]):
            return not _OUTPUT_NAMES.search(code.name_of(target))
    return True

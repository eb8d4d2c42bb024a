"""The saved file was loaded again, and what was loaded was measured."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Call
from grader.intake.lint.code import Code
from grader.intake.lint.models import is_inference
from grader.intake.lint.paths import is_written
from grader.intake.lint.project import Project
from grader.intake.lint.runtimes import makers, subject

ENTRY = Entry(
    code="artifact-reloaded",
    severity=Severity.PRAISE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Сжатая модель сохранена и загружена заново, и измерена именно загруженная: так и надо.",
        en="The compressed model is saved and loaded again, and the loaded one is what was measured: just right.",
    ),
    why=Words(
        ru="Только то, что лежит в файле, можно отдать другим; модель в памяти часто отличается от сохранённой.",
        en="Only what is in the file can be given to others; the model in memory often differs from the saved one.",
    ),
)


def check(project: Project) -> Iterator[Problem]:
    """Look for a load of what was saved above it, and a model asked that this load made."""
    for sheet in project.sheets:
        code = sheet.code
        saves = [(call, key) for call in code.calls if is_written(code, call) for key in _keys(code, call)]
        if not saves:
            continue
        asked = {maker for call in code.calls if is_inference(code, call) for maker in makers(code, subject(call))}
        for call in code.calls:
            if call in asked and not is_written(code, call) and _loads(code, call, saves):
                yield sheet.problem(ENTRY, call.node)


def _loads(code: Code, call: Call, saves: list[tuple[Call, str]]) -> bool:
    keys = set(_keys(code, call)[:1])
    return any(key in keys and save.at < call.at for save, key in saves)


def _keys(code: Code, call: Call) -> list[str]:
    """Return the paths among the arguments: texts where they are certain, else the names of variables."""
    given = [*call.node.args, *(keyword.value for keyword in call.node.keywords)]
    found = []
    for node in given:
        value = code.constant(node)
        if isinstance(value, str):
            found.append(f"text {value}")
        elif isinstance(node, ast.Name):
            found.append(f"name {node.id}")
    return found

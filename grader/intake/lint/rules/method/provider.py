"""An execution provider is asked for, and nobody looks which one the session got: ONNX Runtime falls back to the CPU.

False alarms: any look at the providers of a session in the pull request; where at least the available ones are asked for,
the finding is only possible, for a provider can be there and still not load.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project

_ASKED = frozenset({"CUDAExecutionProvider", "TensorrtExecutionProvider", "ROCMExecutionProvider"})
#: Objects whose `providers` are what the team asks for, not what it got.
_OWN = frozenset({"self", "args", "config", "cfg", "settings", "options", "opts"})

ENTRY = Entry(
    code="provider-not-checked",
    severity=Severity.NOTE,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Запрошен {provider}, но нигде не проверено, что сессия его получила: ONNX Runtime молча переходит на CPU. Выведите `session.get_providers()`.",
        en="{provider} is asked for, but nothing checks that the session got it: ONNX Runtime silently falls back to the CPU. Print `session.get_providers()`.",
    ),
    why=Words(
        ru="Если не подошла версия CUDA или cuDNN либо установлен пакет без поддержки GPU, сессия создаётся на CPU и пишет об этом лишь в "
        "лог. Тогда столбцы CPU и GPU почти совпадают, а видеопамять не меняется. `get_available_providers` мало: там перечислено то, с "
        "чем собран пакет.",
        en="If the version of CUDA or cuDNN does not fit, or the package without GPU support is installed, the session runs on the CPU "
        "and only the log says so. The CPU and GPU columns are then nearly equal, and no GPU memory is used. `get_available_providers` is "
        "not enough: it lists what the package was built with.",
    ),
    wrong='session = ort.InferenceSession(path, providers=["CUDAExecutionProvider"])',
    right='session = ort.InferenceSession(path, providers=["CUDAExecutionProvider"])\nassert "CUDAExecutionProvider" in session.get_providers()',
)


def check(project: Project) -> Iterator[Problem]:
    """Look for providers that are asked for, where no sheet reads those of a session."""
    if any(_checked(sheet.code) for sheet in project.sheets):
        return
    for sheet in project.sheets:
        available = "get_available_providers" in sheet.code.names
        first = next(
            ((line, text) for line, text in sorted(sheet.code.strings) if text in _ASKED and _is_asked(sheet.code, line, text)), None
        )
        if first:
            yield sheet.problem(ENTRY, first[0], {"provider": first[1]}, confidence=Confidence.POSSIBLE if available else None)


def _checked(code: Code) -> bool:
    """Whether providers are read from a session, not only given to it."""
    read = (node for node in code.nodes if isinstance(node, ast.Attribute) and node.attr == "providers" and isinstance(node.ctx, ast.Load))
    of_session = any(code.name_of(node.value).rpartition(".")[2] not in _OWN for node in read)
    return of_session or "get_providers" in code.names


def _is_asked(code: Code, line: int, text: str) -> bool:
    """Whether a provider's name is given to something, and not only compared with what is there."""
    nodes = [node for node in code.nodes if isinstance(node, ast.Constant) and node.value == text and node.lineno == line]
    return bool(nodes) and not all(isinstance(code.parents.get(node), ast.Compare) for node in nodes)

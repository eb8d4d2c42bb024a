"""The library's own check that a provider is there is replaced by a function that agrees to everything.

False alarms: none known; only attributes of onnxruntime or optimum whose name speaks of a check are looked at.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.code import Code
from grader.intake.lint.project import Project

_LIBRARY = re.compile(r"^(?:optimum|onnxruntime)(?:\.|$)")
_CHECK = re.compile(r"provider|valid|check|available|assert|require", re.IGNORECASE)

ENTRY = Entry(
    code="provider-check-disabled",
    severity=Severity.WARNING,
    confidence=Confidence.SURE,
    message=Words(
        ru="Проверка провайдера {name} отключена: без неё сессия может молча уйти на CPU. Верните проверку и исправьте установку (`onnxruntime-gpu`, CUDA).",
        en="The provider check {name} is patched out: without it the session may silently fall back to the CPU. Remove the patch and fix "
        "the installation (`onnxruntime-gpu`, CUDA).",
    ),
    why=Words(
        ru="Проверка падает, потому что провайдера действительно нет. Если её отключить, модель запустится на CPU, а время попадёт в таблицу как время GPU.",
        en="The check fails because the provider really is missing. With the check off the model runs on the CPU, and its time is reported as that of the GPU.",
    ),
    wrong="optimum.onnxruntime.utils.validate_provider_availability = lambda provider: None",
    right='# onnxruntime-gpu is installed, and the check is left alone\nsession = ort.InferenceSession(path, providers=["CUDAExecutionProvider"])\nassert "CUDAExecutionProvider" in session.get_providers()',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at assignments to attributes of the libraries, `setattr` and `patch`."""
    for sheet in project.sheets:
        for node, name in _patched(sheet.code):
            if _LIBRARY.match(name) and _CHECK.search(name.rpartition(".")[2]):
                yield sheet.problem(ENTRY, node, {"name": name.rpartition(".")[2]})


def _patched(code: Code) -> Iterator[tuple[ast.AST, str]]:
    for node in code.nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and isinstance(node.value, ast.Lambda | ast.Name | ast.Call):
                    yield node, code.name_of(target)
    for call in code.calls:
        if call.name == "setattr" and len(call.node.args) == 3:
            yield call.node, f"{code.name_of(call.node.args[0])}.{code.constant(call.node.args[1])}"
        elif call.method == "patch" and isinstance(name := code.constant(call.argument(0)), str):
            yield call.node, name

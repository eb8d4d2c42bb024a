"""A student that was made from a configuration and never trained: its answers are noise.

False alarms: students whose weights are trained elsewhere. Any training or loading of weights in the pull request ends it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.call import Assignment
from grader.intake.lint.code import Code
from grader.intake.lint.models import is_module
from grader.intake.lint.project import Project
from grader.intake.lint.roles import words
from grader.intake.lint.training import loads_weights, trains

_TORCHVISION = re.compile(r"^torchvision\.models\.[a-z]\w*$")
_CONFIGURED = re.compile(r"(?:^|\.)\w*(?:Model|For[A-Z]\w+)$")

ENTRY = Entry(
    code="student-not-trained",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="Ученик {name} создан со случайными весами, а обучения в коде нет. Приложите код дистилляции и загрузите обученные веса перед замером.",
        en="The student {name} starts from random weights, and no code trains it. Add the distillation code, and load the trained weights before measuring.",
    ),
    why=Words(
        ru="Модель из конфигурации получает случайные веса. Её размер и время можно измерить, но качество будет на уровне угадывания: "
        "сравнивать такого ученика с учителем бессмысленно. Обучите ученика с функцией потерь для дистилляции, сохраните веса и загрузите "
        "их.",
        en="A model made from a configuration has random weights. Its size and time can be measured, but its quality is that of guessing, "
        "so the row cannot be compared with the teacher. Train the student with a distillation loss, save the weights and load them.",
    ),
    wrong="student = DistilBertForSequenceClassification(config)\nevaluate(student, data)",
    right='student = DistilBertForSequenceClassification(config)\nstudent.load_state_dict(torch.load("student.pt"))\nevaluate(student, data)',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at what students are made of, where nothing trains and no weights are loaded."""
    if trains(project) or loads_weights(project):
        return
    for sheet in project.sheets:
        for name, values in sheet.code.assignments.items():
            if {"student", "students"} & set(words(name)) and not name.endswith(("_config", "_name", "_path", "_id")):
                yield from (sheet.problem(ENTRY, value.value, {"name": name}) for value in values if _untrained(sheet.code, value))


def _untrained(code: Code, made: Assignment) -> bool:
    """Whether a value is a model with random weights."""
    call = code.origin_call(made.value) if isinstance(made.value, ast.Call) else None
    if call is None:
        return False
    if call.method in code.classes:
        return is_module(code, code.classes[call.method])
    if call.method == "from_config":
        return True
    if call.name == "timm.create_model":
        return code.constant(call.argument(1, "pretrained")) is not True
    if _TORCHVISION.match(call.name):
        given = call.argument(None, "weights") or call.argument(None, "pretrained")
        return not call.node.args and (
            given is None or code.constant(given) is False or (isinstance(given, ast.Constant) and given.value is None)
        )
    configured = call.argument(0, "config")
    return (
        bool(_CONFIGURED.search(call.name))
        and call.name.startswith("transformers.")
        and configured is not None
        and _is_config(code, configured)
    )


def _is_config(code: Code, node: ast.expr) -> bool:
    return "Config" in code.origin(node) or "config" in code.name_of(node).lower()

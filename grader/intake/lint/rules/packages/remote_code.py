"""`trust_remote_code=True`: code from a model's repository runs in the measurement.

False alarms: it is a fact about the call; some models cannot do without, so it is a note.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.core.problem import Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.project import Project

ENTRY = Entry(
    code="trust-remote-code",
    severity=Severity.NOTE,
    message=Words(
        ru="`trust_remote_code=True` выполняет код из чужого репозитория, а бот такой код не выполняет. Уберите параметр, если модель или набор данных открываются и без него; иначе закрепите `revision`.",
        en="`trust_remote_code=True` runs code from somebody else's repository, which the bot never does. Leave it out if the model or data set loads without it; otherwise pin `revision`.",
    ),
    why=Words(
        ru="Этот код автор репозитория может изменить в любой момент: сегодня он считает внимание, завтра читает ваши ключи. Большинство моделей курса есть в transformers и работают без параметра.",
        en="The repository's author can change that code any day: today it computes attention, tomorrow it reads your keys. Most models of the course are part of transformers and work without it.",
    ),
    wrong="model = AutoModel.from_pretrained(name, trust_remote_code=True)",
    right='model = AutoModel.from_pretrained(name, revision="0123abc")',
)


def check(project: Project) -> Iterator[Problem]:
    """Look at the keyword in calls and in dictionaries of arguments."""
    for sheet in project.sheets:
        for call in sheet.code.calls:
            if any(given.arg == "trust_remote_code" and sheet.code.constant(given.value) is True for given in call.node.keywords):
                yield sheet.problem(ENTRY, call.node)
        for node in sheet.code.nodes:
            if isinstance(node, ast.Dict) and any(_is_asked(key, value) for key, value in zip(node.keys, node.values, strict=True)):
                yield sheet.problem(ENTRY, node)


def _is_asked(key: ast.expr | None, value: ast.expr) -> bool:
    named = isinstance(key, ast.Constant) and key.value == "trust_remote_code"
    return named and isinstance(value, ast.Constant) and value.value is True

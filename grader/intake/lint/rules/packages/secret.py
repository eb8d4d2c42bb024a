"""A key or password in the code, in a saved output or in a file beside it.

False alarms: placeholders (`hf_xxx`, `YOUR_TOKEN`), names of models and of tokens (`pad_token`) are left alone. The key itself
goes into no fact and no excerpt.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.keys import masked, secrets
from grader.intake.lint.project import Project, Sheet

ENTRY = Entry(
    code="secret-in-code",
    severity=Severity.WARNING,
    message=Words(
        ru="Здесь записан секретный ключ ({kind}), и его видят все. Отзовите его на сайте сервиса прямо сейчас и создайте новый; удалить строку недостаточно: она останется в истории git.",
        en="There is a secret key here ({kind}) for everybody to see. Revoke it on the service's site right now and make a new one; deleting the line is not enough, because git keeps it in the history.",
    ),
    why=Words(
        ru="Боты находят ключи в открытых репозиториях за минуты и действуют от вашего имени. Держите ключ в переменной окружения или в секретах Colab и Kaggle, а в коде только читайте его.",
        en="Bots find keys in public repositories within minutes and act in your name. Keep the key in an environment variable or in the secrets of Colab or Kaggle, and only read it in the code.",
    ),
    wrong='from huggingface_hub import login\nlogin("hf_…")',
    right='import os\nfrom huggingface_hub import login\nlogin(os.environ["HF_TOKEN"])',
)
#: No line that a person wrote is longer; a long line is data, and costs time.
_LONGEST = 20_000


def check(project: Project) -> Iterator[Problem]:
    """Look at the code as typed, broken cells included, at saved outputs and at the other text files."""
    for sheet in project.sheets:
        for number, line in enumerate(sheet.source.lines, 1):
            if found := _kind(line):
                yield sheet.problem(ENTRY, number, {"kind": found})
        yield from _in_outputs(sheet, project)
    for path, text in project.texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            if found := _kind(line):
                yield project.problem(ENTRY, Place(path=path, line=number, text=masked(line)), {"kind": found})


def _in_outputs(sheet: Sheet, project: Project) -> Iterator[Problem]:
    path = sheet.source.path
    told = [(output.cell, output.line, output.text) for output in sheet.source.outputs]
    told += [(cell, None, text) for cell, text in sheet.source.texts]
    for cell, line, text in told:
        kinds = (_kind(each) for each in text.splitlines())
        if found := next((kind for kind in kinds if kind), ""):
            yield project.problem(ENTRY, Place(path=path, line=line, cell=cell), {"kind": found})


def _kind(line: str) -> str:
    return next((secret.kind for secret in secrets(line)), "") if 16 <= len(line) <= _LONGEST else ""

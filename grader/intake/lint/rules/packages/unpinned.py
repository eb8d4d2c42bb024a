"""Packages are installed in whatever version is the newest today.

False alarms: pip itself and its build tools, paths, requirement files and packages held by a constraints file are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.lint.known_packages import OPTIONS
from grader.intake.lint.project import Project
from grader.intake.lint.shell import Requirement, commands, installed, requirement

ENTRY = Entry(
    code="unpinned-install",
    severity=Severity.NOTE,
    message=Words(
        ru="Пакеты ставятся без точных версий: {names}. Укажите их через `==`, чтобы замер можно было повторить.",
        en="Packages are installed without exact versions: {names}. Pin them with `==`, so that the measurement can be repeated.",
    ),
    why=Words(
        ru="Новая версия библиотеки меняет и скорость, и память, а иногда и ответы модели. Через месяц тот же ноутбук может не запуститься или дать другие числа. Нужные версии покажет `pip freeze`.",
        en="A new version of a library changes speed and memory, and sometimes the answers too. In a month the same notebook may fail or give other numbers. `pip freeze` shows the versions you have.",
    ),
    wrong="!pip install -q transformers optimum",
    right="# !pip install -q transformers==4.46.3 optimum==1.23.3",
)
_TOOLS = frozenset({"pip", "setuptools", "wheel", "uv", "ipykernel", "jupyter", "notebook", "ipywidgets"})
_REQUIREMENTS = re.compile(r"(?:^|/)requirements[\w.-]*\.txt$")
#: More names than these do not help.
_SHOWN = 4


def check(project: Project) -> Iterator[Problem]:
    """Look at every installation in code, and at the files of requirements."""
    for sheet in project.sheets:
        for command in commands(sheet.source, sheet.code):
            if (names := _unpinned(tuple(installed(command)))) and not re.search(r"\s(?:-c|--constraint)[\s=]", command.text):
                yield sheet.problem(ENTRY, command.line, {"names": names})
    for path, text in project.texts.items():
        if _REQUIREMENTS.search(path):
            lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if not line.lstrip().startswith(("#", "-"))]
            asked = [(number, line, found) for number, line in lines if (found := requirement(line))]
            if names := _unpinned(tuple(found for *_, found in asked)):
                number, line = next((number, line) for number, line, found in asked if _loose(found))
                yield project.problem(ENTRY, Place(path=path, line=number, text=line), {"names": names})


def _unpinned(packages: tuple[Requirement, ...]) -> str:
    names = [package.name for package in packages if _loose(package)]
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")


def _loose(package: Requirement) -> bool:
    return not package.pinned and package.name.lower() not in _TOOLS and package.name.lower() not in OPTIONS

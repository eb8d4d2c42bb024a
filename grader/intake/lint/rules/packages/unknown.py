"""A package is installed under a name that is no package's, or another's: a misread option, an imported name, a slip of the pen.

False alarms: only what can be explained is said: words of pip's own options, modules of the standard library, names under which
a package is imported, and names that differ by a letter from a known one. Any other name may well be a package.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from functools import lru_cache

from grader.core.problem import Place, Problem
from grader.core.words import Confidence, Entry, Severity, Words
from grader.intake.lint.known_packages import IMPORTED, KNOWN, OPTIONS
from grader.intake.lint.project import Project
from grader.intake.lint.shell import Requirement, commands, installed, requirement

ENTRY = Entry(
    code="unknown-package",
    severity=Severity.WARNING,
    confidence=Confidence.LIKELY,
    message=Words(
        ru="{name} — не тот пакет, который вам нужен; вероятно, имелось в виду {meant}. Исправьте команду установки.",
        en="{name} is not the package you want; {meant} was probably meant. Fix the install command.",
    ),
    why=Words(
        ru="Под похожими именами в PyPI лежат чужие пакеты, иногда вредоносные: установка по опечатке запускает их код у вас. Часто это параметр pip, потерявший дефисы, имя модуля вместо имени пакета или модуль, который уже есть в Python.",
        en="Similar names on PyPI belong to other people's packages, some of them malicious: a typo runs their code on your machine. Often it is a pip option that lost its dashes, a module's name instead of the package's, or a module that comes with Python.",
    ),
    wrong='!pip install --upgrade upgrade-strategy eager "optimum[onnxruntime]"',
    right='# !pip install --upgrade --upgrade-strategy eager "optimum[onnxruntime]==1.23.3"',
)
_STANDARD = frozenset(name for name in sys.stdlib_module_names if not name.startswith("_")) - {"test", "dataclasses", "statistics"}
_LIKE = 0.87


def check(project: Project) -> Iterator[Problem]:
    """Look at every package that is asked for."""
    for sheet in project.sheets:
        for command in commands(sheet.source, sheet.code):
            for package in installed(command):
                if meant := _meant(package):
                    yield sheet.problem(ENTRY, command.line, {"name": package.name, "meant": meant})
    for path, text in project.texts.items():
        if re.search(r"(?:^|/)requirements[\w.-]*\.txt$", path):
            for number, line in enumerate(text.splitlines(), 1):
                found = None if line.lstrip().startswith(("#", "-")) else requirement(line)
                if found and (meant := _meant(found)):
                    yield project.problem(ENTRY, Place(path=path, line=number, text=line), {"name": found.name, "meant": meant})


def _meant(package: Requirement) -> str | None:
    return None if package.url else meant(package.name)


@lru_cache(maxsize=1024)
def meant(name: str) -> str | None:
    """Return what was probably meant by a name; None where it is a known package, or nobody can tell."""
    plain = re.sub(r"[-_.]+", "-", name).lower()
    if name.lower() in KNOWN or plain in KNOWN:
        return None
    if plain in OPTIONS or plain in IMPORTED:
        return OPTIONS.get(plain) or IMPORTED[plain]
    if name in _STANDARD:
        return f"import {name}"
    near = difflib.get_close_matches(plain, KNOWN, n=1, cutoff=_LIKE) if len(plain) >= 6 else []
    # `name-extra` and `name2` are usually packages of their own
    return near[0] if near and not plain.startswith(near[0]) and not near[0].startswith(f"{plain}-") and _slip(plain, near[0]) else None


def _slip(name: str, near: str) -> bool:
    """Whether two names differ in letters, not in numbers or words."""
    letters = [re.sub(r"[^a-z]", "", text) for text in (name, near)]
    return letters[0] != letters[1] or "-" in name + near

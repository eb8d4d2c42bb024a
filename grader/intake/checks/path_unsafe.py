"""A path, or what it names, that a file system or git could understand as something else than a plain file.

False alarms: none; nobody needs such names. Cyrillic names and spaces are fine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.objects import Change

MOST = 10
LONGEST_PATH, LONGEST_NAME = 240, 100  # bytes; Windows stops at 260 with the directory of the checkout
_GITS_OWN = {".git", ".gitmodules", ".gitattributes"}

SYMLINK = Entry(
    code="path-symlink",
    severity=Severity.ERROR,
    message=Words(
        ru="{path} — символическая ссылка. Положите вместо неё сам файл.",
        en="{path} is a symbolic link. Put the file itself in its place.",
    ),
    why=Words(
        ru="Ссылка может указывать за пределы вашей папки, поэтому бот по ним никогда не переходит и файла за ссылкой не увидит.",
        en="A link can point outside your directory, so the bot never follows one and does not see the file behind it.",
    ),
)
SUBMODULE = Entry(
    code="path-submodule",
    severity=Severity.ERROR,
    message=Words(
        ru="{path} — подмодуль git: в репозитории есть только ссылка на чужой коммит. Удалите `.git` внутри этой папки и добавьте файлы заново: "
        "`git rm --cached папка`, затем `git add папка`.",
        en="{path} is a git submodule: the repository holds nothing but the name of a commit elsewhere. Delete `.git` inside the directory and "
        "add the files again: `git rm --cached directory`, then `git add directory`.",
    ),
    why=Words(
        ru="Обычно так получается нечаянно, если внутри папки сделали `git clone`. Бот не загружает подмодули, и файлов в них для него нет.",
        en="It mostly happens by accident, after a `git clone` inside the directory. The bot loads no submodules, so their files are not there.",
    ),
)
MODE = Entry(
    code="path-mode",
    severity=Severity.ERROR,
    message=Words(
        ru="{path} записан в git необычно (режим {mode}). Удалите его и добавьте заново как обычный файл.",
        en="{path} is recorded in git in an odd way (mode {mode}). Delete it and add it again as a plain file.",
    ),
    why=Words(
        ru="Обычные файлы имеют режим 100644 или 100755. Другие пишут только особые программы, и разные версии git понимают их по-разному.",
        en="Plain files have the mode 100644 or 100755. Only special programs write others, and versions of git read them differently.",
    ),
)
NAME = Entry(
    code="path-name",
    severity=Severity.ERROR,
    message=Words(
        ru="Имя {path} небезопасно: в нём управляющие или невидимые знаки, обратная косая черта, байты не в UTF-8, либо оно слишком длинное. "
        "Переименуйте файл: буквы, цифры, `_`, `-` и `.`.",
        en="The name {path} is unsafe: it has control or invisible characters, a backslash, bytes that are not UTF-8, or it is too long. "
        "Rename the file: letters, digits, `_`, `-` and `.`.",
    ),
    why=Words(
        ru="Такие имена портят вывод в терминале, читаются не так, как записаны, или не могут существовать на части компьютеров, "
        "и тогда репозиторий не склонирует никто.",
        en="Such names garble a terminal, read differently from what they are, or cannot exist on some computers, "
        "and then nobody there can clone the repository.",
    ),
)
GIT = Entry(
    code="path-git",
    severity=Severity.ERROR,
    message=Words(
        ru="{path} меняет поведение самого git. Уберите его из pull request.",
        en="{path} changes how git itself behaves. Take it out of the pull request.",
    ),
    why=Words(
        ru="Файлы `.git`, `.gitmodules` и `.gitattributes` действуют на всех, кто склонирует репозиторий: подменяют содержимое, "
        "загружают посторонние репозитории. Сдаче они не нужны.",
        en="The files `.git`, `.gitmodules` and `.gitattributes` act on everybody who clones the repository: they replace contents "
        "and load other repositories. No submission needs them.",
    ),
)
ENTRIES = (SYMLINK, SUBMODULE, MODE, NAME, GIT)


def check(case: Case) -> Iterator[Problem]:
    """Look at each path that is added or changed."""
    unsafe = ((change, entry) for change in case.changes if change.status != "D" and (entry := _fault(change)))
    for _, (change, entry) in zip(range(MOST), unsafe, strict=False):
        facts = {"path": change.shown} | ({"mode": change.mode} if entry is MODE else {})
        yield Problem.of(entry, Place(path=change.shown), facts)


def _fault(change: Change) -> Entry | None:
    if change.path is None or _odd_name(change.raw, change.path):
        return NAME
    if any(part.casefold().rstrip(". ") in _GITS_OWN for part in change.path.split("/")):  # as Windows and macOS compare
        return GIT
    match change.mode:
        case "100644" | "100755":
            return None
        case "120000":
            return SYMLINK
        case "160000":
            return SUBMODULE
        case _:
            return MODE


def _odd_name(raw: bytes, path: str) -> bool:
    too_long = len(raw) > LONGEST_PATH or any(len(part) > LONGEST_NAME for part in raw.split(b"/"))
    hidden = any(unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp") for char in path)
    dots = any(part in ("", ".", "..") for part in path.split("/"))
    return too_long or hidden or dots or "\\" in path

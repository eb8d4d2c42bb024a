"""A file of machine code, bytecode or an archive: nobody can read in a review what it does.

False alarms: a build directory or a cache that was committed by accident; it does not belong there either. Weights are
no machine code; those that are too large are told so by their size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

MOST = 10
_BINARY = re.compile(
    r".*\.(?:so(?:\.[0-9]+)*|pyd|dll|dylib|exe|o|a|lib|class|jar|wasm|py[co]|whl|egg|zip|tar|tgz|gz|bz2|xz|zst|7z|rar|deb|rpm|iso|img)",
    re.IGNORECASE | re.DOTALL,
)

ENTRY = Entry(
    code="path-binary",
    severity=Severity.ERROR,
    message=Words(
        ru="{path} — машинный код или архив. Уберите его из pull request: нужен исходный код на Python.",
        en="{path} is machine code or an archive. Take it out of the pull request: what is needed is source code in Python.",
    ),
    why=Words(
        ru="Что делает такой файл, нельзя прочитать при проверке, а бот берёт с собой только файлы `.py`, названные в манифесте. Чаще всего "
        "это `__pycache__` или архив, попавшие в коммит нечаянно: впишите их в `.gitignore`.",
        en="Nobody can read in a review what such a file does, and the bot takes along only the `.py` files that the manifest names. Mostly it "
        "is a `__pycache__` or an archive that got into a commit by accident: name it in `.gitignore`.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look at the ending of each path that is added or changed."""
    binary = [change.shown for change in case.changes if change.status != "D" and _BINARY.fullmatch(change.shown)]
    for path in binary[:MOST]:
        yield Problem.of(ENTRY, Place(path=path), {"path": path})

"""A Git LFS pointer where a file should be.

False alarms: a text that quotes a pointer in full from its first byte on.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

#: How every pointer begins (git-lfs, docs/spec.md).
_BEGINNING = b"version https://git-lfs.github.com/spec/v1\n"
MOST = 10

ENTRY = Entry(
    code="lfs-pointer",
    severity=Severity.ERROR,
    message=Words(
        ru="Вместо файла {path} в репозитории лежит указатель Git LFS. Уберите файл из LFS: `git lfs untrack` и новый коммит; "
        "веса модели не кладите вовсе.",
        en="In place of the file {path} the repository holds a Git LFS pointer. Take the file out of LFS (`git lfs untrack`, a new commit); "
        "leave weights out altogether.",
    ),
    why=Words(
        ru="Содержимое файлов LFS хранится на другом сервере вашего форка и боту недоступно: он видит три строки текста вместо файла.",
        en="The contents of LFS files live on another server of your fork, out of the bot's reach: it sees three lines of text instead.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look into the small files."""
    pointers = [change for change in case.changes if change.status != "D" and case.small.get(change.blob, b"").startswith(_BEGINNING)]
    for change in pointers[:MOST]:
        yield Problem.of(ENTRY, Place(path=change.shown), {"path": change.shown})

"""A file over what a repository of code should hold, or an adapter over what code needs.

False alarms: none; weights belong on a hub, and the bot has them made anew by `compress`. The README and the manifest have
limits of their own, which those who read them report.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import MAX_CODE, Case

MAX_FILE = 20_000_000
MOST = 10

ENTRY = Entry(
    code="path-too-large",
    severity=Severity.ERROR,
    message=Words(
        ru="{path} занимает {size} КБ, а можно не больше {limit} КБ. Уберите его из истории ветки; веса модели в репозиторий не кладут: "
        "их заново создаёт `compress`.",
        en="{path} has {size} kB, and {limit} kB is the most. Take it out of the branch's history; weights do not belong in a repository: "
        "`compress` makes them anew.",
    ),
    why=Words(
        ru="Большой файл навсегда остаётся в истории, и его скачивает каждый, кто клонирует репозиторий. Одного `git rm` мало: "
        "файл должен исчезнуть и из прежних коммитов ветки (`git rebase -i` или новая ветка от ветки занятия). "
        "Адаптер — это код: ему хватает 262 КБ, веса в нём хранить нельзя.",
        en="A large file stays in the history for good, and everybody who clones the repository downloads it. `git rm` alone is not enough: "
        "the file has to leave the earlier commits too (`git rebase -i`, or a new branch from the lesson's). "
        "An adapter is code: 262 kB is plenty, and weights have no place in it.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Hold every added or changed file, and every adapter that the manifest names, against its limit."""
    large = {
        change.shown: (size, MAX_FILE)
        for change in case.changes
        if change.status != "D" and (size := case.sizes.get(change.blob, 0)) > MAX_FILE
    }
    adapters = {f"{case.directory}/{row.code}" for row in case.manifest.rows if row.code} if case.manifest else set()
    large |= {path: (case.files[path], MAX_CODE) for path in sorted(adapters & case.files.keys()) if case.files[path] > MAX_CODE}
    for path, (size, limit) in list(large.items())[:MOST]:
        yield Problem.of(ENTRY, Place(path=path), {"path": path, "size": math.ceil(size / 1000), "limit": limit // 1000})

"""Two paths that some computers take for one: they differ in the case of letters, or only in how letters are encoded.

False alarms: none on macOS and Windows, where one of the two files is lost at checkout.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

MOST = 10

ENTRY = Entry(
    code="path-case",
    severity=Severity.ERROR,
    message=Words(
        ru="Пути {one} и {other} различаются только регистром букв или их кодировкой. Оставьте один: `git mv` или `git rm --cached`.",
        en="The paths {one} and {other} differ only in the case of letters or in their encoding. Keep one: `git mv` or `git rm --cached`.",
    ),
    why=Words(
        ru="В Windows и macOS такие пути — одно и то же: после клонирования останется один из двух файлов, и какой именно, не угадать.",
        en="On Windows and macOS such paths are one and the same: a clone has only one of the two files, and nobody knows which.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Compare every added or changed path, and each directory above it, with those of the head."""
    changed = [change.path for change in case.changes if change.status != "D" and change.path is not None]
    seen: dict[str, str] = {}
    twins: dict[str, str] = {}
    for path in (*(case.files.keys() - set(changed)), *changed):
        for part in accumulate(path.split("/"), "{}/{}".format):
            if seen.setdefault(_folded(part), part) != part:
                twins.setdefault(part, seen[_folded(part)])
                break  # what is below it repeats the same fault
    for other, one in list(twins.items())[:MOST]:
        yield Problem.of(ENTRY, Place(path=other), {"one": one, "other": other})


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())

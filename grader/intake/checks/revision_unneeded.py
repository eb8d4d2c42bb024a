"""A commit beside a model that the course ships.

False alarms: none; the course's own models have no commit on Hugging Face, so the line changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.problem import Fix, Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.checks.model_unknown import LOCAL
from grader.intake.rows import lines_of

ENTRY = Entry(
    code="revision-unneeded",
    severity=Severity.NOTE,
    message=Words(
        ru="У модели курса {model} коммита на Hugging Face нет: `revision:` здесь ничего не меняет. Уберите эту строку.",
        en="The course's own model {model} has no commit on Hugging Face: `revision:` changes nothing here. Remove the line.",
    ),
    why=Words(
        ru="Модели `local:` лежат в репозитории курса, и бот берёт их оттуда. Если вы измеряли модель с Hugging Face, назовите её полностью, "
        "`владелец/имя`, тогда `revision:` нужен.",
        en="Models `local:` lie in the course's repository, and the bot takes them from there. If you measured a model from Hugging Face, write its "
        "whole id, `owner/name`; then `revision:` is needed.",
    ),
)
_KEY = re.compile(r"(?P<indent>\s+)(?P<rest>revision\s*:.*)")
_ITEM = re.compile(r"\s*-(?:\s|$)")


def check(case: Case) -> Iterator[Problem]:
    """Look for a revision of each model that is the course's own."""
    for row in case.manifest.rows if case.manifest else ():
        if case.manifest and row.revision is not None and row.model.startswith(LOCAL):
            line, fix = _fix(lines_of(case.manifest_text), row.line) or (row.line, None)
            yield Problem.of(ENTRY, Place(path=case.manifest.path, line=line), {"model": row.model}, fix=fix)


def _fix(lines: list[str], first: int | None) -> tuple[int, Fix] | None:
    """Turn the key's own line into a comment, if it has one: no other line of the row needs to change."""
    for number in range((first or len(lines)) + 1, len(lines) + 1):
        text = lines[number - 1]
        if _ITEM.match(text):
            return None
        if match := _KEY.fullmatch(text):
            return number, Fix(text=f"{match['indent']}# {match['rest']}", safe=True)
    return None

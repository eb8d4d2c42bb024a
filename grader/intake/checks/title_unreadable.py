"""The title does not tell the team and the homework, so nothing knows where the files belong.

False alarms: none known; a title that a person can read only one way and this cannot is a form to add to `title.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.problem import Fix, Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.title import read_team

EXAMPLE_TEAM = "ml_masters"
_NAME = re.compile(r"\s*(?!.*(?:hw|дз))\S+\s*", re.IGNORECASE)

ENTRY = Entry(
    code="title-unreadable",
    severity=Severity.ERROR,
    message=Words(
        ru="Из заголовка {title} не понять команду и номер задания. Переименуйте pull request по образцу {example}.",
        en="The title {title} does not tell the team and the homework. Rename the pull request after the pattern {example}.",
    ),
    why=Words(
        ru="По заголовку бот узнаёт, чья это работа и к какому заданию она относится: от этого зависит папка с файлами и строки таблицы. "
        "Имя команды — от 2 до 32 букв и цифр, между ними можно ставить `_` или `-`; все буквы из одного алфавита, иначе похожие имена "
        "(латинская `a` и русская `а`) не различить. Заголовок меняется кнопкой Edit рядом с ним, новый коммит не нужен.",
        en="The title tells the bot whose work this is and which homework it belongs to; the directory and the rows follow from it. "
        "A team's name has 2 to 32 letters and digits with `_` or `-` between them, all letters from one alphabet: names that only look "
        "alike (Latin `a`, Cyrillic `а`) could not be told apart. The button Edit beside the title changes it; no new commit is needed.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look for a title without team or homework; the branch may tell the homework, the changed files the team."""
    if case.title.canonical:
        return
    homework = case.title.homework if case.title.homework is not None else (case.lesson.homework if case.lesson else None)
    team = case.title.team or _team(case)
    yield Problem.of(
        ENTRY,
        Place(path="title", text=case.title.text),
        {"title": case.title.text, "example": f"{team or EXAMPLE_TEAM} HW-{'N' if homework is None else homework}"},
        fix=Fix(text=f"{team} HW-{homework}") if team and homework is not None else None,
    )


def _team(case: Case) -> str | None:
    """Take the team from the one directory that the files are in, else from a title that is a single name."""
    parts = (change.shown.split("/") for change in case.changes)
    teams = {read_team(path[1]) for path in parts if path[0] == "submissions" and len(path) > 2} - {None}
    title = case.title.text
    return teams.pop() if len(teams) == 1 else read_team(title) if case.title.homework is None and _NAME.fullmatch(title) else None

"""The team's directory holds verified rows of somebody else's pull request.

False alarms: another member of the same team, which the bot cannot know; only a teacher can say, and `/merge` is how they do.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

ENTRY = Entry(
    code="directory-taken",
    severity=Severity.ERROR,
    message=Words(
        ru="В папке {path} уже есть проверенная работа: её прислал {owner}, а этот pull request открыл {author}. Если вы в одной команде, "
        "напишите об этом преподавателю; если нет, возьмите другое имя команды (в заголовке, манифесте и имени папки).",
        en="The directory {path} already holds verified work: {owner} handed it in, and this pull request is by {author}. If you are one "
        "team, tell a teacher so; if not, take another team name (in the title, the manifest and the directory's name).",
    ),
    why=Words(
        ru="Команду бот узнаёт только по имени в заголовке. Слияние заменит строки и файлы той работы, поэтому решает преподаватель: "
        "если всё в порядке, он напишет `/merge`. Баллов это не стоит.",
        en="The bot knows a team by nothing but the name in the title. Merging would replace that work's rows and files, so a teacher "
        "decides: if all is well, they write `/merge`. It costs no points.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Compare whose the record on the lesson's branch is with whose the pull request is."""
    author = case.pull_request.author
    if case.directory and case.owner and case.owner.casefold() != author.casefold():
        yield Problem.of(ENTRY, Place(path=case.directory), {"path": case.directory, "owner": case.owner, "author": author})

"""The manifest names another team than the title.

False alarms: none; capitals and spaces make no difference. Letters that only look alike are said to be so.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Fix, Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case
from grader.intake.title import read_team

#: Cyrillic letters that most fonts draw as Latin ones (Unicode, confusables.txt; the lower case).
_LOOK_ALIKES = str.maketrans("авекмнорстухіјѕԁһгп", "abekmhopctyxijsdhrn")

_WHY = Words(
    ru="По имени команды бот находит её папку и строки таблицы, поэтому в заголовке и в манифесте оно должно быть одно и то же.",
    en="By the team's name the bot finds its directory and its rows, so the title and the manifest must agree on it.",
)
ENTRY = Entry(
    code="manifest-team",
    severity=Severity.ERROR,
    message=Words(
        ru="В манифесте команда {written}, а в заголовке — {team}. Исправьте то, что неверно.",
        en="The manifest says the team is {written}, the title says {team}. Correct the one that is wrong.",
    ),
    why=_WHY,
)
ALIKE = Entry(
    code="manifest-team-lookalike",
    severity=Severity.ERROR,
    message=Words(
        ru="Имя команды {written} в манифесте только выглядит как {team}: в нём есть буквы другого алфавита. Наберите его заново.",
        en="The team's name {written} in the manifest only looks like {team}: it has letters of another alphabet. Type it again.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, ALIKE)


def check(case: Case) -> Iterator[Problem]:
    """Compare the names in their canonical form."""
    manifest, team = case.manifest, case.title.team
    if manifest is None or team is None or read_team(manifest.team) == team:
        return
    entry = ALIKE if _skeleton(manifest.team) == _skeleton(team) else ENTRY
    yield Problem.of(
        entry,
        Place(path=manifest.path, line=manifest.lines.get("team")),
        {"written": manifest.team, "team": team},
        fix=Fix(text=f"team: {team}"),
    )


def _skeleton(name: str) -> str:
    return name.strip().lower().replace(" ", "_").translate(_LOOK_ALIKES)

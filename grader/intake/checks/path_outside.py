"""A changed path that is neither `README.md` nor in the team's own directory.

False alarms: a commit that came along from another branch (merged or based on the wrong one); it is not for
this pull request either. While the title tells no team, any one team's directory is taken for the right one.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import README, Case
from grader.intake.objects import Change
from grader.intake.title import RESERVED

MOST = 10

_WHY = Words(
    ru="Общий репозиторий делят все команды: чтобы ничья работа не пострадала, pull request меняет только `README.md` (свои строки таблицы) "
    "и файлы в папке своей команды. Изменённый или удалённый чужой файл возвращает `git checkout ветка_занятия -- путь`, "
    "лишний новый убирает `git rm путь`.",
    en="All teams share one repository: so that nobody's work suffers, a pull request changes only `README.md` (its own rows of the table) "
    "and files in its team's directory. `git checkout lesson_branch -- path` brings back a file that was changed or removed, "
    "`git rm path` takes out one that was added.",
)
ENTRY = Entry(
    code="path-outside",
    severity=Severity.ERROR,
    message=Words(
        ru="Файл {path} лежит вне папки {home}. Перенесите своё в неё, а чужое верните как было.",
        en="The file {path} is outside the directory {home}. Move there what is yours, and leave the rest as it was.",
    ),
    why=_WHY,
)
OTHER = Entry(
    code="path-other-team",
    severity=Severity.ERROR,
    message=Words(
        ru="Файл {path} лежит в чужой папке. Верните его как было; ваши файлы живут в {home}.",
        en="The file {path} is in somebody else's directory. Leave it as it was; your files live in {home}.",
    ),
    why=_WHY,
)
WORKFLOW = Entry(
    code="path-workflow",
    severity=Severity.ERROR,
    message=Words(
        ru="Файл {path} относится к настройкам репозитория. Верните его как было: проверка всё равно идёт по версии курса.",
        en="The file {path} belongs to the repository's settings. Leave it as it was: the checks run from the course's version anyway.",
    ),
    why=_WHY,
)
MORE = Entry(
    code="paths-outside",
    severity=Severity.ERROR,
    message=Words(
        ru="И ещё столько файлов вне папки {home}: {count}. Возможно, ветка начата не от ветки занятия: "
        "начните новую от неё и перенесите туда только свои файлы.",
        en="More files outside the directory {home}: {count}. Perhaps your branch did not start from the lesson's: "
        "start a new one from it and bring only your own files.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, OTHER, WORKFLOW, MORE)


def check(case: Case) -> Iterator[Problem]:
    """Report each path outside, up to a number; deletions are changes too."""
    home = _home(case)
    outside = [change for change in case.changes if change.raw != README.encode() and not _inside(change, home)]
    for change in outside[:MOST]:
        entry = _entry(change, home)
        yield Problem.of(entry, Place(path=change.shown), {"path": change.shown, "home": home})
    if len(outside) > MOST:
        yield Problem.of(MORE, Place(path=home), {"home": home, "count": len(outside) - MOST})


def _home(case: Case) -> str:
    """Return the directory where the files belong, as far as the title tells it."""
    if case.directory and case.lesson and case.lesson.homework == case.title.homework:
        return case.directory
    return f"submissions/{case.title.team}" if case.title.team else "submissions"


def _inside(change: Change, home: str) -> bool:
    if not change.raw.startswith(home.encode() + b"/"):
        return False
    return home != "submissions" or (change.shown.count("/") > 1 and change.shown.split("/")[1] not in RESERVED)


def _entry(change: Change, home: str) -> Entry:
    if change.raw.startswith(b".github/"):
        return WORKFLOW
    parts = change.shown.split("/")
    ours = home.split("/")[1:2]
    return OTHER if parts[0] == "submissions" and len(parts) > 2 and parts[1:2] != ours else ENTRY

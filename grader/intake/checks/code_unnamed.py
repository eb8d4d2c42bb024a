"""A Python file beside the manifest that no row of it names.

False alarms: scripts of measuring and plotting, which nobody has to name; the note says what follows and asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

MOST = 5

ENTRY = Entry(
    code="code-unnamed",
    severity=Severity.NOTE,
    message=Words(
        ru="Файл {path} не назван ни в одной строке манифеста, поэтому при проверке его не будет. Если адаптер его импортирует, "
        "перенесите код в сам адаптер.",
        en="No row of the manifest names the file {path}, so it will not be there when the code runs. If an adapter imports it, move its code "
        "into the adapter.",
    ),
    why=Words(
        ru="Бот берёт с собой только файлы, названные в манифесте ключом `code:`; каждый из них должен работать сам по себе. "
        "Остальные файлы папки — скрипты, отчёты, графики — могут лежать рядом, но не запускаются.",
        en="The bot takes along only the files that the manifest names under `code:`; each of them has to work by itself. Other files of the "
        "directory (scripts, reports, plots) may lie beside them but do not run.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Compare the Python files of the team's directory with those that the rows name."""
    if case.manifest is None:
        return
    named = {row.code for row in case.manifest.rows}
    beside = (path.removeprefix(f"{case.directory}/") for path in case.files)
    unnamed = sorted(name for name in beside if name.endswith(".py") and "/" not in name and name not in named)
    for name in unnamed[:MOST]:
        path = f"{case.directory}/{name}"
        yield Problem.of(ENTRY, Place(path=path), {"path": path})

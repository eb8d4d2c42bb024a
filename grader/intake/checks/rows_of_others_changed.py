"""Result rows of the base README that are gone, or say something else now.

False alarms: a team that corrects rows it merged earlier, which cannot be told from other teams'; the messages say so.
Laying a table out anew or adding a column to it changes nothing that a row says.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.identity import identity
from grader.core.problem import Fix, Place, Problem
from grader.core.table import Row
from grader.core.words import Entry, Severity, Words
from grader.intake.case import README, Case
from grader.intake.rows import content, lines_of

MOST = 10

_WHY = Words(
    ru="В таблице строки всех команд; pull request только добавляет свои. Чаще всего чужие строки теряются, когда при слиянии выбирают "
    "свою версию README.md. Если это ваши же прежние строки и вы их исправляете, напишите об этом преподавателю в обсуждении.",
    en="The table holds the rows of all teams; a pull request only adds its own. Rows of others mostly get lost when a merge conflict is "
    "resolved by keeping one's own README.md. If these are your own earlier rows and you mean to correct them, tell a teacher in the thread.",
)
ENTRY = Entry(
    code="row-removed",
    severity=Severity.ERROR,
    message=Words(
        ru="Пропала строка таблицы {row} (была на строке {line} файла README.md). Верните её, если она не ваша: "
        "`git checkout ветка_занятия -- README.md`, затем добавьте свои строки снова.",
        en="The row {row} is gone from the table (it was on line {line} of README.md). Bring it back unless it is your own: "
        "`git checkout lesson_branch -- README.md`, then add your rows again.",
    ),
    why=_WHY,
)
CHANGED = Entry(
    code="row-changed",
    severity=Severity.ERROR,
    message=Words(
        ru="Изменены числа в строке {row}, которая уже была в таблице. Верните её как было, если она не ваша.",
        en="The numbers of the row {row}, which was in the table before, have changed. Restore it unless it is your own.",
    ),
    why=_WHY,
)
MORE = Entry(
    code="rows-of-others-changed",
    severity=Severity.ERROR,
    message=Words(
        ru="И ещё столько строк таблицы пропало или изменено: {count}. Проще всего взять README.md из ветки занятия и добавить свои строки снова.",
        en="More rows of the table that are gone or changed: {count}. It is easiest to take README.md from the lesson's branch and add your rows again.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, CHANGED, MORE)


def check(case: Case) -> Iterator[Problem]:
    """Look for what every row of the base says; where it is not said any more, for its model and method."""
    if case.readme is None:
        return
    head = [row for table in case.readme.results for row in table.rows]
    before, after = {content(row) for row in case.base_rows}, {content(row) for row in head}
    lost = [row for row in case.base_rows if content(row) not in after and (row.cells or row.quality)]
    now = {_who(row): row for row in head if content(row) not in before}
    lines = lines_of(case.base_text)
    for row in lost[:MOST]:
        name, line = f"{row.model or '?'} · {row.method_text or row.method.family}", lines[row.line - 1].strip()
        if changed := now.pop(_who(row), None):
            place = Place(path=README, line=changed.line, column=changed.column)
            yield Problem.of(CHANGED, place, {"row": name}, fix=Fix(text=line) if changed.column is None else None)
        else:
            yield Problem.of(ENTRY, Place(path=README, text=line), {"row": name, "line": row.line})
    if len(lost) > MOST:
        yield Problem.of(MORE, Place(path=README), {"count": len(lost) - MOST})


def _who(row: Row) -> object:
    return identity(row.model, row.method, row.method_text)

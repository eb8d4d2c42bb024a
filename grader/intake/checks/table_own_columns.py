"""New rows in a table of the team's own, whose columns are not the lesson's.

False alarms: a column that the lesson's own README has and its list does not; only a table whose header line is new is asked,
so that nobody answers for what was there before. The rebuilt rows are never applied by themselves: whether they stay beside
the team's table or replace it is for the team to say.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.table import Role, Table
from grader.core.words import Entry, Severity, Words
from grader.course import Lesson
from grader.course.headers import HEADERS
from grader.intake.case import README, Case
from grader.intake.checks.column_missing import names_of, present
from grader.intake.columns import read_header
from grader.intake.rows import lines_of
from grader.intake.text import plain

ENTRY = Entry(
    code="table-own-columns",
    severity=Severity.NOTE,
    message=Words(
        ru="Эта таблица не по форме занятия (нет столбцов: {missing}; лишние: {extra}). Перенесите строки в общую таблицу: ниже они в её столбцах и единицах.",
        en="This table is not in the lesson's form (missing columns: {missing}; extra ones: {extra}). Move its rows to the shared table: below they are in its columns and units.",
    ),
    why=Words(
        ru="Результаты всех команд сравнивают в одной таблице с одинаковыми столбцами. Подробности, для которых в ней нет столбца, оставьте в тексте или в "
        "своей таблице рядом. Прочерк стоит там, где ваша таблица ничего не говорит: измерьте это или оставьте прочерк.",
        en="The results of all teams are compared in one table with the same columns. Keep the details that it has no column for in the text, or in your own "
        "table beside it. A dash stands where your table tells nothing: measure it, or leave the dash.",
    ),
)
NOTHING = "–"


def check(case: Case) -> Iterator[Problem]:
    """Hold the header of each new table with new rows against the lesson's columns."""
    if case.readme is None or case.lesson is None:
        return
    ours, old = {id(row) for row in case.rows}, {line.strip() for line in lines_of(case.base_text)}
    lines = lines_of(case.readme_text)
    for table in case.readme.results:
        rows = [row for row in table.rows if id(row) in ours]
        if not rows or lines[table.line - 1].strip() in old:
            continue
        missing = [column for column in case.lesson.columns if column not in present(table, rows)]
        extra = _extra(table, case.lesson)
        if missing or extra or table.role is Role.TRANSPOSED:
            named = ", ".join(HEADERS[name].text(case.course.languages[0]) for name in missing)
            yield Problem.of(
                ENTRY, Place(path=README, line=table.line), {"missing": named or NOTHING, "extra": ", ".join(extra) or NOTHING}
            )


def _extra(table: Table, lesson: Lesson) -> list[str]:
    """Return the headers that stand for nothing that the lesson asks for."""
    heads = table.header if table.role is Role.RESULTS else ()
    return [plain(text) for text in heads if plain(text) and not names_of(read_header(text)) & set(lesson.columns)]

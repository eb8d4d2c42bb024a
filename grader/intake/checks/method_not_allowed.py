"""A method that the lesson does not ask for.

False alarms: extra rows that a team adds for comparison; the teachers decide, the course file says how.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.table import Family, Method
from grader.core.words import Entry, Severity, Words
from grader.course import Lesson
from grader.intake.case import Case

ENTRY = Entry(
    code="method-not-allowed",
    severity=Severity.ERROR,
    message=Words(
        ru="Метод {method} ({family}) в HW-{homework} не входит; можно: {allowed}. Уберите строку или перенесите её в подходящее задание.",
        en="The method {method} ({family}) is not part of HW-{homework}; allowed are {allowed}. Remove the row, or move it to the homework it fits.",
    ),
    why=Words(
        ru="В таблице каждого занятия сравнивают методы этого занятия и пройденных раньше. Список — в файле курса `.github/course.yml`. "
        "Если метод прочитан неверно, назовите его в начале ячейки словом из этого списка.",
        en="The table of each lesson compares the methods of that lesson and of those before it; the course file `.github/course.yml` lists "
        "them. If your method was misread, begin its cell with a word of that list.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Hold the manifest's rows, and the table's rows that belong to none of them, against the lesson."""
    if case.lesson is None:
        return
    for row in case.manifest.rows if case.manifest else ():
        if case.manifest and _refused(row.method, case.lesson):
            yield _problem(row.method_text, row.method, case.lesson, Place(path=case.manifest.path, line=row.line))
    for handed in case.submitted:
        if handed.manifest is None and _refused(handed.method, case.lesson):
            yield _problem(handed.method_text, handed.method, case.lesson, handed.place)


def _refused(method: Method, lesson: Lesson) -> bool:
    return method.family is not Family.UNKNOWN and method.family not in lesson.methods


def _problem(text: str, method: Method, lesson: Lesson, place: Place) -> Problem:
    allowed = ", ".join(lesson.methods)
    return Problem.of(ENTRY, place, {"method": text, "family": method.family, "homework": lesson.homework, "allowed": allowed})

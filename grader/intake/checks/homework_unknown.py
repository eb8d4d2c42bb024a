"""The title names a homework that the course does not have.

False alarms: a lesson that the teachers have not entered into the course file yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Fix, Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

ENTRY = Entry(
    code="homework-unknown",
    severity=Severity.ERROR,
    message=Words(
        ru="Задания HW-{homework} в курсе нет; есть {known}. Поправьте номер в заголовке.",
        en="The course has no homework HW-{homework}; it has {known}. Correct the number in the title.",
    ),
    why=Words(
        ru="Задания перечислены в файле курса `.github/course.yml`. Если задание новое и номер верен, напишите преподавателю: его ещё не внесли.",
        en="The homeworks are listed in the course file `.github/course.yml`. If yours is new and its number is right, tell a teacher: "
        "it has not been entered yet.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Look the homework up in the course file; the branch tells which one may have been meant."""
    homework = case.title.homework
    if homework is None or case.course.lesson(homework):
        return
    meant = case.lesson.homework if case.lesson else None
    yield Problem.of(
        ENTRY,
        Place(path="title", text=case.title.text),
        {"homework": homework, "known": ", ".join(f"HW-{lesson.homework}" for lesson in case.course.lessons)},
        fix=Fix(text=f"{case.title.team} HW-{meant}") if case.title.team and meant is not None else None,
    )

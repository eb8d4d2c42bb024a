"""The pull request goes into a branch that is not its lesson's, or no lesson's at all.

False alarms: a team may have mistyped the number in the title instead; the message names both ways out. A working copy
that is checked before the push goes into no branch yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Fix, Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

_WHY = Words(
    ru="У каждого занятия своя ветка со своей таблицей: результаты, отправленные в другую ветку, в нужную таблицу не попадут. "
    "Ветку назначения меняет кнопка Edit рядом с заголовком pull request; коммиты при этом сохраняются.",
    en="Each lesson has a branch of its own with its own table: results sent to another branch never get into the right one. "
    "The button Edit beside the title of the pull request changes the base branch; your commits stay.",
)
ENTRY = Entry(
    code="branch-wrong",
    severity=Severity.ERROR,
    message=Words(
        ru="Pull request направлен в ветку {branch}, а HW-{homework} сдают в {right}. Выберите эту ветку кнопкой Edit рядом с заголовком; "
        "если же опечатка в номере задания, исправьте заголовок.",
        en="The pull request goes into the branch {branch}, but HW-{homework} is handed in to {right}. Choose that one with the button Edit "
        "beside the title; or correct the title if the mistake is in the homework's number.",
    ),
    why=_WHY,
)
UNKNOWN = Entry(
    code="branch-unknown",
    severity=Severity.ERROR,
    message=Words(
        ru="Ветка {branch} не относится ни к одному занятию. Выберите ветку своего занятия кнопкой Edit рядом с заголовком: {known}.",
        en="The branch {branch} belongs to no lesson. Choose your lesson's branch with the button Edit beside the title: {known}.",
    ),
    why=_WHY,
)
ENTRIES = (ENTRY, UNKNOWN)


def check(case: Case) -> Iterator[Problem]:
    """Hold the base branch against the one of the title's homework."""
    branch, lesson = case.pull_request.base_branch, case.lesson
    if not branch or (lesson and lesson.branch == branch):
        return
    place = Place(path="branch", text=branch)
    if lesson:
        right, homework = lesson.branch, lesson.homework
        yield Problem.of(ENTRY, place, {"branch": branch, "homework": homework, "right": right}, fix=Fix(text=right))
    else:
        known = ", ".join(lesson.branch for lesson in case.course.lessons)
        yield Problem.of(UNKNOWN, place, {"branch": branch, "known": known})

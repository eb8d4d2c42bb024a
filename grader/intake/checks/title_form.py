"""The title can be read, but is not written as the course asks: `team HW-N`.

False alarms: none that matter; the title is understood either way, and the note says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Fix, Place, Problem
from grader.core.words import Entry, Severity, Words
from grader.intake.case import Case

ENTRY = Entry(
    code="title-form",
    severity=Severity.NOTE,
    message=Words(
        ru="Заголовок {title} понятен, но принятый вид — {canonical}. Поправьте его, когда будет удобно.",
        en="The title {title} is understood, but its usual form is {canonical}. Change it when it suits you.",
    ),
    why=Words(
        ru="Одинаковые заголовки проще искать и сортировать: сначала имя команды строчными буквами, затем пробел и `HW-` с номером задания.",
        en="Titles of one form are easy to search and to sort: the team in lower case, a space, and `HW-` with the number of the homework.",
    ),
)


def check(case: Case) -> Iterator[Problem]:
    """Hold the title against its canonical form."""
    canonical = case.title.canonical
    if canonical and canonical != case.title.text:
        yield Problem.of(
            ENTRY,
            Place(path="title", text=case.title.text),
            {"title": case.title.text, "canonical": canonical},
            fix=Fix(text=canonical, safe=True),
        )

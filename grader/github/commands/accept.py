"""`/accept ROW reason`: take a row as it is."""

from __future__ import annotations

from grader.core.decision import DecisionKind
from grader.core.words import Words
from grader.github.commands import arguments
from grader.github.commands.command import Arguments, Command, Right, grade_again


def _read(text: str) -> Arguments:
    row, rest = arguments.row(text)
    return Arguments(row=row, reason=arguments.reason(rest))


ACCEPT = Command(
    word="accept",
    right=Right.WRITER,
    usage=Words(ru="/accept СТРОКА причина", en="/accept ROW reason"),
    example=Words(ru="/accept 51 разница объяснена в README", en="/accept 51 README explains the difference"),
    meaning=Words(ru="принять строку такой, какая она есть", en="take a row as it is"),
    read=_read,
    act=grade_again,
    decides=DecisionKind.ACCEPT,
)

"""`/points N reason`: set the total."""

from __future__ import annotations

from grader.core.decision import DecisionKind
from grader.core.words import Words
from grader.github.commands import arguments
from grader.github.commands.command import Arguments, Command, Right, grade_again


def _read(text: str) -> Arguments:
    points, rest = arguments.points(text)
    return Arguments(points=points, reason=arguments.reason(rest))


POINTS = Command(
    word="points",
    right=Right.WRITER,
    usage=Words(ru="/points БАЛЛЫ причина", en="/points N reason"),
    example=Words(ru="/points 8,5 за подробный разбор ошибок", en="/points 8.5 for the thorough analysis of errors"),
    meaning=Words(ru="назначить баллы за всю работу", en="set the points for the whole work"),
    read=_read,
    act=grade_again,
    decides=DecisionKind.POINTS,
)

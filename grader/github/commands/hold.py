"""`/hold [reason]`: forbid merging until it is released."""

from __future__ import annotations

from grader.core.decision import DecisionKind
from grader.core.words import Words
from grader.github.commands import arguments
from grader.github.commands.command import Arguments, Command, Right, grade_again


def _read(text: str) -> Arguments:
    return Arguments(reason=arguments.shortened(text))


HOLD = Command(
    word="hold",
    right=Right.WRITER,
    usage=Words(ru="/hold [причина]", en="/hold [reason]"),
    example=Words(ru="/hold жду ответа команды", en="/hold waiting for the team's answer"),
    meaning=Words(ru="приостановить слияние", en="put merging on hold"),
    read=_read,
    act=grade_again,
    decides=DecisionKind.HOLD,
)

"""`/release [reason]`: take a hold back."""

from __future__ import annotations

from grader.core.decision import DecisionKind
from grader.core.words import Words
from grader.github.commands import arguments
from grader.github.commands.command import Arguments, Command, Right, grade_again


def _read(text: str) -> Arguments:
    return Arguments(reason=arguments.shortened(text))


RELEASE = Command(
    word="release",
    right=Right.WRITER,
    usage=Words(ru="/release", en="/release"),
    example=Words(ru="/release", en="/release"),
    meaning=Words(ru="снова разрешить слияние", en="allow merging again"),
    read=_read,
    act=grade_again,
    decides=DecisionKind.RELEASE,
)

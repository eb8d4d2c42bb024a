"""`/regrade [ROW]`: measure everything, or one row, anew."""

from __future__ import annotations

from grader.core.words import Words
from grader.github.commands import arguments
from grader.github.commands.command import Arguments, Command, Done, Right, Scene


def _read(text: str) -> Arguments:
    if not text:
        return Arguments()
    row, rest = arguments.row(text)
    arguments.nothing(rest)
    return Arguments(row=row)


def _act(given: Arguments, _: Scene) -> Done:
    return Done(again="all" if given.row is None else str(given.row))


REGRADE = Command(
    word="regrade",
    right=Right.WRITER,
    usage=Words(ru="/regrade [СТРОКА]", en="/regrade [ROW]"),
    example=Words(ru="/regrade 51", en="/regrade 51"),
    meaning=Words(ru="измерить заново всё или одну строку", en="measure everything anew, or one row"),
    read=_read,
    act=_act,
)

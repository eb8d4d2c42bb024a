"""`/grade`: grade the present commit; an author may do so a few times an hour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from grader.core.words import Words
from grader.github.commands import arguments
from grader.github.commands.command import Arguments, Command, Done, Right, Scene

MOST, WITHIN = 3, timedelta(hours=1)

_WORD = "/grade"
_TOO_OFTEN = Words(
    ru=f"Команду `/grade` можно давать не чаще {MOST} раз в час. Подождите немного и повторите; новый коммит бот проверит сам.",
    en=f"The command `/grade` works at most {MOST} times an hour. Wait a little and repeat it; a new commit is graded by itself.",
)


def allowed(times: Iterable[str]) -> bool:
    """Tell whether the last of these ISO times, oldest first, is not one too many; those that were refused do not count."""
    granted: list[datetime] = []
    last = False
    for time in map(datetime.fromisoformat, times):
        last = sum(time - earlier < WITHIN for earlier in granted) < MOST
        granted += [time] if last else []
    return last


def _read(text: str) -> Arguments:
    arguments.nothing(text)
    return Arguments()


def _act(_: Arguments, scene: Scene) -> Done:
    mine = [
        comment.created_at
        for comment in sorted(scene.thread, key=lambda comment: comment.id)
        if comment.author == scene.comment.author and comment.id <= scene.comment.id and _asks(comment.body)
    ]
    return Done(again="") if scene.writer or allowed(mine) else Done(fine=False, reply=_TOO_OFTEN)


def _asks(body: str) -> bool:
    return _WORD in (line.strip().casefold() for line in body.splitlines())


GRADE = Command(
    word="grade",
    right=Right.AUTHOR,
    usage=Words(ru="/grade", en="/grade"),
    example=Words(ru="/grade", en="/grade"),
    meaning=Words(ru="проверить последний коммит ещё раз", en="grade the latest commit again"),
    read=_read,
    act=_act,
)

"""`/merge`: merge the verified rows, unless merging is on hold."""

from __future__ import annotations

from grader.core.words import Words
from grader.github.commands import arguments
from grader.github.commands.command import Arguments, Command, Done, Right, Scene
from grader.github.sticky import code_span


def _read(text: str) -> Arguments:
    arguments.nothing(text)
    return Arguments()


def _act(_: Arguments, scene: Scene) -> Done:
    if scene.hold:
        by, reason = code_span(scene.hold.by), f": {code_span(scene.hold.reason)}" if scene.hold.reason else ""
        told = Words(
            ru=f"Слияние приостановлено ({by}{reason}). Сначала напишите `/release`.",
            en=f"Merging is on hold ({by}{reason}). Write `/release` first.",
        )
        return Done(fine=False, reply=told)
    scene.merge(scene.pull_request)
    return Done(pending=True)


MERGE = Command(
    word="merge",
    right=Right.WRITER,
    usage=Words(ru="/merge", en="/merge"),
    example=Words(ru="/merge", en="/merge"),
    meaning=Words(ru="записать проверенные строки в ветку урока", en="merge the verified rows into the lesson branch"),
    read=_read,
    act=_act,
)

"""`/explain CODE`: what a code of a message or a verdict means."""

from __future__ import annotations

import difflib
import re

from grader.core.words import Catalogue, Entry, Language, Words
from grader.github.commands.command import Arguments, Command, Done, Right, Scene
from grader.github.sticky import code_span

_LONGEST = 60
_RIGHT = Words(ru="Как лучше", en="Better")


def _read(text: str) -> Arguments:
    code = text.strip("`[] ")
    if not code or len(code) > _LONGEST or len(code.split()) > 1:
        raise ValueError("code")
    return Arguments(code=code.casefold())


def _act(given: Arguments, scene: Scene) -> Done:
    entry = scene.catalogue.get(given.code)
    if entry is None:
        return Done(fine=False, reply=_unknown(given.code, scene.catalogue))
    return Done(reply=Words(ru=_told(entry, Language.RU), en=_told(entry, Language.EN)))


def _told(entry: Entry, language: Language) -> str:
    """Say the message with its gaps shown as `…`, what it means, and the right way."""
    message = re.sub(r"\{[^}]*\}", "…", entry.message.text(language))
    right = f"\n\n{_RIGHT.text(language)}:\n\n```python\n{entry.right.strip()}\n```" if entry.right else ""
    return f"**`{entry.code}`**: {message}\n\n{entry.why.text(language)}{right}"


def _unknown(code: str, catalogue: Catalogue) -> Words:
    near = ", ".join(f"`{name}`" for name in difflib.get_close_matches(code, catalogue, n=3))
    return Words(
        ru=f"Кода {code_span(code)} нет." + (f" Возможно, вы имели в виду: {near}." if near else ""),
        en=f"There is no code {code_span(code)}." + (f" Did you mean {near}?" if near else ""),
    )


EXPLAIN = Command(
    word="explain",
    right=Right.ANYBODY,
    usage=Words(ru="/explain КОД", en="/explain CODE"),
    example=Words(ru="/explain speed-up-off", en="/explain speed-up-off"),
    meaning=Words(ru="объяснить код из сообщения или вердикта", en="explain a code of a message or a verdict"),
    read=_read,
    act=_act,
)

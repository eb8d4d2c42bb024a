"""What the bot answers to a command where a reaction does not say enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grader.core.words import Language, Words
from grader.github.commands import COMMANDS
from grader.github.commands.command import Command, Right
from grader.github.sticky import code_span

_SHOWN = 80

_MISREAD = Words(
    ru="Не удалось разобрать команду {line}, поэтому ни одна команда этого комментария не выполнена. Напишите её новым комментарием.",
    en="The command {line} could not be understood, so none of this comment's commands was carried out. Write it in a new comment.",
)
_LIST = Words(ru="Команды и по одному примеру", en="The commands, with one example each")
_WHO = {
    Right.ANYBODY: Words(ru="для всех", en="for everybody"),
    Right.AUTHOR: Words(ru="для автора работы и преподавателей", en="for the author of the work and instructors"),
    Right.WRITER: Words(ru="для преподавателей", en="for instructors"),
}
_REFUSED = Words(
    ru="Команда {command} — только {right}. Попросите преподавателя её написать.",
    en="The command {command} is only {right}. Ask an instructor to write it.",
)
_EDITED = Words(
    ru="Изменённые комментарии не считаются: было бы не видно, что в них стояло раньше. Напишите команду новым комментарием.",
    en="Edited comments do not count: nobody could see what they said before. Write the command in a new comment.",
)


def misread(line: str) -> Words:
    """Quote the line that cannot be read, and list the commands."""
    shown = code_span(line.strip()[:_SHOWN])
    both = {language: f"{_MISREAD.text(language).format(line=shown)}\n\n{_listed(language)}" for language in Language}
    return Words(ru=both[Language.RU], en=both[Language.EN])


def refused(command: Command) -> Words:
    """Say who may give a command."""
    both = {
        language: _REFUSED.text(language).format(command=f"`/{command.word}`", right=_WHO[command.right].text(language))
        for language in Language
    }
    return Words(ru=both[Language.RU], en=both[Language.EN])


def edited() -> Words:
    """Say that an edited comment does not count."""
    return _EDITED


def joined(replies: Iterable[Words], languages: Sequence[Language]) -> str:
    """Write replies in each of the course's languages, one language after the other."""
    told = list(replies)
    return "\n\n---\n\n".join("\n\n".join(reply.text(language) for reply in told) for language in languages)


def _listed(language: Language) -> str:
    lines = (
        f"- `{command.usage.text(language)}` — {command.meaning.text(language)} ({_WHO[command.right].text(language)}): "
        f"`{command.example.text(language)}`"
        for command in COMMANDS.values()
    )
    return f"{_LIST.text(language)}:\n\n" + "\n".join(lines)

"""Which commands a comment gives."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from grader.github.commands import COMMANDS
from grader.github.commands.command import Arguments, Command

_MAX_COMMANDS = 20

_LINE_END = re.compile(r"\r\n|\r|\n")
#: A word that stands alone: `/usr/bin` and `/2` are no commands.
_COMMAND = re.compile(r"/([^\W\d_]{1,20})(?:\s+(.*))?", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
#: Drawn as nothing, or able to reorder what is around them; so are the ends of lines that only some programs see.
_HIDDEN = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


class Misread(ValueError):
    """A line that looks like a command is none, or its arguments are wrong; `line` is that line."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command as it was given."""

    command: Command
    arguments: Arguments


def parse(body: str) -> tuple[Asked, ...]:
    """Read the commands of a comment whose first line is one; of any other comment, none.

    All or nothing: one wrong line, and none of the comment's commands counts. Quotes, code blocks and what GitHub does not show
    (HTML comments) are passed over.

    Raises:
        Misread: a line is wrong.
    """
    asked: list[Asked] = []
    for line in _lines(body):
        found = _COMMAND.fullmatch(line.rstrip())
        if found is None:
            if not asked:
                return ()
            continue
        asked.append(_read(line, found[1].casefold(), found[2] or ""))
        if len(asked) > _MAX_COMMANDS:
            raise Misread(line)
    return tuple(asked)


def _read(line: str, word: str, rest: str) -> Asked:
    command = COMMANDS.get(word)
    if command is None or "<!--" in line or any(unicodedata.category(char) in _HIDDEN and char != "\t" for char in line):
        raise Misread(line)
    try:
        return Asked(command=command, arguments=command.read(rest.strip()))
    except ValueError as error:
        raise Misread(line) from error


def _lines(body: str) -> Iterator[str]:
    """Yield the lines that a reader sees as text."""
    fence, hidden = "", False
    for line in _LINE_END.split(body):
        if hidden:
            hidden = "-->" not in line
            continue
        mark = _FENCE.match(line)
        if fence:
            closes = mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not line[mark.end() :].strip()
            fence = "" if closes else fence
            continue
        if mark:
            fence = mark[1]
        hidden = "<!--" in line and "-->" not in line.rpartition("<!--")[2]
        yield line

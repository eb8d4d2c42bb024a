"""The commands that people write in the thread of a pull request: one file each, listed here."""

from __future__ import annotations

from collections.abc import Mapping

from grader.github.commands.accept import ACCEPT
from grader.github.commands.command import Command
from grader.github.commands.explain import EXPLAIN
from grader.github.commands.grade import GRADE
from grader.github.commands.hold import HOLD
from grader.github.commands.merge import MERGE
from grader.github.commands.override import OVERRIDE
from grader.github.commands.points import POINTS
from grader.github.commands.regrade import REGRADE
from grader.github.commands.release import RELEASE

COMMANDS: Mapping[str, Command] = {
    command.word: command for command in (GRADE, REGRADE, ACCEPT, OVERRIDE, POINTS, HOLD, RELEASE, MERGE, EXPLAIN)
}

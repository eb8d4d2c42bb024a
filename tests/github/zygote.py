"""`python -m tests.github.zygote`: runs `grader` commands, each in a process of its own that was forked from this one.

A line of JSON comes in for each (`argv`, `cwd`, `environment`, `said`: the file for what it prints, `die_at`), and two numbers go
out: the pid as soon as there is one, and the exit status, which is the negative of the signal that ended it. Everything is imported
beforehand, and the course's file, the options and the schemas are read, so that a command takes the time of its work alone. With
`die_at`, a command kills itself before the n-th time that it opens a file for writing, renames one or starts a program.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import grader.cli as cli
import grader.cli.common as common
import grader.github.pygithub as pygithub
from grader.course import find_course, load_course
from grader.steps.words import all_entries
from grader.wire.artifact import ARTIFACTS
from grader.wire.schema import violations

_BEFOREHAND = (
    "grader.board.records", "grader.github.cached", "grader.github.commands.handle", "grader.github.commands.thread",
    "grader.github.merge", "grader.github.post", "grader.github.status", "grader.github.sweep", "grader.intake.intake",
    "grader.intake.elsewhere", "grader.judge.judge", "grader.review.reviewing", "grader.steps.merge",
)  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def die_at(number: int) -> None:
    """Have this process killed at the n-th moment that leaves a trace."""
    left = number

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        flags = arguments[2] if event == "open" and isinstance(arguments[2], int) else 0
        if event in ("os.rename", "subprocess.Popen") or (event == "open" and flags & _WRITING):
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(look)


def run(asked: dict[str, Any]) -> int:
    os.chdir(asked["cwd"])
    os.environ.update(asked["environment"])
    said = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    if asked["die_at"] is not None:
        die_at(asked["die_at"])
    return cli.main(asked["argv"])


def main() -> None:
    hurry = pygithub.Pace(between_requests=None, between_writes=None, backoff=0, wait=0)
    vars(pygithub)["Pace"] = lambda: hurry
    for name in _BEFOREHAND:
        importlib.import_module(name)
    for name, _ in ARTIFACTS.values():
        list(violations(name, {}))
    parser, course = cli.parser(), load_course(find_course(Path()))
    vars(cli)["parser"] = lambda: parser
    vars(common)["load_course"] = lambda _: course
    all_entries()
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.flush()
        child = os.fork()
        if not child:
            status = 70
            try:
                status = run(asked)
            finally:
                os._exit(status)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()

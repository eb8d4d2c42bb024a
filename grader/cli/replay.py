"""`grader replay`: compute and judge a grading again from its evidence."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader import __version__, steps
from grader.cli.common import FINE, PROBLEMS, USAGE, Commands, language_of, shared_options
from grader.course import load_course
from grader.wire.bundle import NotABundle


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "replay", parents=[shared_options()], help="compute and judge a grading again from its evidence bundle",
        description="Read evidence.tar.gz, compute times, memory, sizes and doubts again from the raw samples, judge again, and compare "
        "with the runs.json and card.json in it. Runs nothing of the submission and unpacks nothing. With --course, judge by that course "
        "file instead of the one that is kept in the bundle. Exit status: 0 equal to the byte, 1 different, 2 not a bundle. "
        "Needs the extra `verify`.",
    )  # fmt: skip
    parser.add_argument("bundle", type=Path, metavar="BUNDLE", help="evidence.tar.gz")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Replay and print."""
    language = language_of(options)
    course = load_course(options.course) if options.course else None
    try:
        replay = steps.replay_bundle(options.bundle, course)
    except NotABundle as error:
        print(f"grader: {steps.tell_no_bundle(error, language)}", file=sys.stderr)
        return USAGE
    for line in steps.tell_replay(replay, language, version=__version__, other_course=course is not None):
        print(line)
    return FINE if replay.equal else PROBLEMS

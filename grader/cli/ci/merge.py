"""`grader ci merge`: keep the verified rows on the lesson branch, as a comment asked."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.course import Course

HELP = "merge the verified rows of the card and answer the comment that asked for it"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this step."""
    parser.add_argument("--comment", type=int, required=True, metavar="ID", help="the comment that asked for it")


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step."""
    print(steps.merge_commanded(options.work, options.comment, course, os.environ))

"""`grader ci command`: the commands of a comment."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.cli.ci.common import event_option, output
from grader.course import Course

HELP = "carry out the commands of a comment, apart from merging"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this step."""
    event_option(parser)


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step; hands on `merge` (`true` or `false`), `pr` and `comment` for the job that merges."""
    handled = steps.answer_command(options.event, course, os.environ)
    output(merge=str(handled.merge is not None).lower(), pr=str(handled.merge or ""), comment=str(handled.comment))
    print("commands: " + (", ".join(handled.words) or "none"))

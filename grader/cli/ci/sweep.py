"""`grader ci sweep`: find pull requests without a verdict, have them graded, or say that their code is running."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.course import Course

HELP = "see to open pull requests whose last commit has no verdict"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this step."""
    parser.add_argument("--most", type=int, default=10, metavar="N", help="how many at most (default: %(default)s)")


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step."""
    for due in steps.sweep(course, os.environ, most=options.most):
        print(f"#{due.number} at {due.head_sha:.7}: {due.why}")

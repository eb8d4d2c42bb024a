"""`grader ci fetch`: bring what rows need from the Hugging Face hub to the grading machine, before any code of a team runs there."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.cli.common import language_of
from grader.cli.fetch import bring
from grader.course import Course

HELP = "bring the models and data that the rows name from the Hugging Face hub, but for rows whose runs are known ($RUNS)"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this step."""
    parser.add_argument("--rows", default="", metavar="N,N", help="the rows that are this machine's, from 0 (default: all)")


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step; what cannot be had is no failure of it, the row that needs it says why."""
    rows = steps.read_group(options.rows)
    bring(steps.wanted_submission(options.work, course, os.environ.get("RUNS", ""), rows), course, None, language_of(options))

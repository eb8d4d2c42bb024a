"""`grader ci runs`: take what the machine that ran the code has reported, or say that it is lost."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.course import Course

HELP = "take the report of the job that ran the code ($RUNS, and $VERIFY: how that job ended)"


def run(options: argparse.Namespace, _: Course) -> None:
    """Run the step."""
    print(steps.take_runs(options.work, os.environ.get("RUNS", ""), os.environ.get("VERIFY", "skipped")))

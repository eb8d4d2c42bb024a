"""`grader ci verify`: run the submitted code; the one step that needs the sandbox, and the one without any token."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.cli.ci.common import output
from grader.cli.progress import progress
from grader.course import Course

HELP = "run the submitted code in the sandbox and measure it, but for rows whose runs are known ($RUNS)"


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step."""
    with progress() as shown:
        runs = steps.verify_submission(options.work, course, shown, known=os.environ.get("RUNS", ""))
    output(runs=steps.pack_runs(options.work))
    for row in runs.rows:
        print(f"row {row.row}: {row.end.ending} after {row.seconds} s")

"""`grader ci verify`: run the submitted code; the one step that needs the sandbox, and the one without any token."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from grader import steps
from grader.cli.ci.common import output
from grader.cli.progress import progress
from grader.course import Course
from grader.course.private import private_directory

HELP = "run the submitted code in the sandbox and measure it, but for rows whose runs are known ($RUNS)"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this step."""
    parser.add_argument("--rows", default="", metavar="N,N", help="the rows that are this machine's, from 0 (default: all)")
    parser.add_argument("--group", type=int, default=0, metavar="N", help="the number of this machine's report (default: %(default)s)")
    parser.add_argument("--private", type=Path, metavar="DIR", help="where private parts of evaluation sets lie (default: $GRADER_PRIVATE)")


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step; each machine of a matrix reports under a name of its own, `runs_N`, for one name would be written over."""
    rows, private = steps.read_group(options.rows), private_directory(options.private)
    if private is None and (left := [name for name, data in course.data.items() if data.private]):
        print(f"no directory with private parts is named: of {', '.join(left)} the public part alone is measured")
    with progress() as shown:
        runs = steps.verify_submission(options.work, course, shown, known=os.environ.get("RUNS", ""), rows=rows, private=private)
    output(**{f"runs_{options.group}": steps.pack_runs(options.work)})
    for row in runs.rows:
        print(f"row {row.row}: {row.end.ending} after {row.seconds} s")

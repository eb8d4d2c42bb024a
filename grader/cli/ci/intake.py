"""`grader ci intake`: read the pull request, execute nothing, and say whether anything is to be run."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.cli.ci.common import output, pull_request_event, pull_request_options
from grader.course import Course

HELP = "read the pull request of an event as git objects and check it"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this step."""
    pull_request_options(parser)
    parser.add_argument("--head", metavar="SHA", default=None, help="the commit to read, even if the pull request has a newer one by now")


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step. `grade=false` means that a newer event or nobody wants this grading."""
    asked = options.pr is not None
    taken = steps.take_in_event(pull_request_event(options), options.work, course, os.environ, head=options.head, anyway=asked)
    if isinstance(taken, steps.Unwanted):
        output(grade="false", verify="false")
        print(f"nothing to do: {taken.value}")
        return
    runnable = any(row.manifest is not None for row in taken.rows)
    output(grade="true", head_sha=taken.pull_request.head_sha, verify=str(runnable).lower())
    print(f"{len(taken.rows)} rows, {len(taken.problems)} problems; to be run: {'yes' if runnable else 'no'}")

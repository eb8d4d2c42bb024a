"""`grader ci cached`: find the runs of an earlier commit with the same code, so that it is not run again."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.cli.ci.common import output, pull_request_event, pull_request_options
from grader.course import Course

HELP = "find what an earlier commit with the same code measured"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this step."""
    pull_request_options(parser)


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step: `verify` says whether anything still has to be run, `groups` on how many machines, `runs` holds what was found."""
    found = steps.find_kept_runs(pull_request_event(options), options.work, course, os.environ)
    output(verify=str(found.verify).lower(), groups=steps.write_groups(found.groups), runs=found.packed)
    print(found.why)

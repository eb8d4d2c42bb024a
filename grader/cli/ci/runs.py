"""`grader ci runs`: take what the machines that ran the code have reported, or say that they are lost."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.course import Course

HELP = "take the reports of the jobs that ran the code ($RUNS_0 …, by $PLAN, beside $RUNS; $VERIFY: how those jobs ended)"


def run(options: argparse.Namespace, _: Course) -> None:
    """Run the step."""
    groups = steps.read_groups(os.environ.get("PLAN", ""))
    reports = [os.environ.get(f"RUNS_{number}", "") for number in range(len(groups))]
    print(steps.take_runs(options.work, os.environ.get("RUNS", ""), reports, groups, os.environ.get("VERIFY", "skipped")))

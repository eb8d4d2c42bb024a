"""`grader ci judge`: claims against measurements."""

from __future__ import annotations

import argparse

from grader import steps
from grader.course import Course

HELP = "hold the claims against the measurements"


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step."""
    card = steps.judge_runs(options.work, course)
    for row in card.rows:
        print(f"row at line {row.line}: " + ", ".join(f"{verdict.metric} {verdict.outcome}" for verdict in row.verdicts))

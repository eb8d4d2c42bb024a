"""`grader ci decisions`: what instructors decided in the thread."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.course import Course

HELP = "read what instructors decided in the thread"


def run(options: argparse.Namespace, _: Course) -> None:
    """Run the step."""
    for decision in steps.read_thread(options.work, os.environ).items:
        print(f"{decision.kind} by {decision.by} at {decision.at}")

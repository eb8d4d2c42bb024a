"""`grader ci post`: bring the review to the pull request."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.course import Course

HELP = "post the review to the pull request"


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step."""
    print(steps.post_review(options.work, course, os.environ))

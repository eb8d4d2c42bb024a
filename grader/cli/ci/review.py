"""`grader ci review`: put the card into words."""

from __future__ import annotations

import argparse

from grader import steps
from grader.cli.ci.common import summary
from grader.course import Course

HELP = "write the review, also to the page of the run"


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step."""
    review = steps.write_review(options.work, course)
    summary(review.body)
    print(f"{review.conclusion}: {review.title}")

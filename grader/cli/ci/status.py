"""`grader ci status`: post what can be said before anything has run."""

from __future__ import annotations

import argparse
import os

from grader import steps
from grader.course import Course

HELP = "post the first feedback and say that the numbers wait for a machine"


def run(options: argparse.Namespace, _: Course) -> None:
    """Run the step."""
    print(steps.announce(options.work, os.environ) or "nothing to say: a newer commit is on its way")

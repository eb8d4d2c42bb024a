"""`grader ci bundle`: one bundle of evidence, of all machines and with the card."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader import steps
from grader.course import Course

HELP = "put the evidence of all machines and the card into one bundle"


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this step."""
    parser.add_argument("--parts", type=Path, required=True, metavar="DIR", help="where the machines' own bundles lie, at any depth")


def run(options: argparse.Namespace, course: Course) -> None:
    """Run the step."""
    print(steps.gather_evidence(options.work, options.parts.rglob(steps.EVIDENCE), course))

"""`grader demo`: the whole way once, on a course repository made for the occasion."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.cli.common import Commands, language_of, shared_options
from grader.cli.progress import progress


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "demo", parents=[shared_options()], help="show the whole way on a made-up pull request",
        description="Build a course repository with a pull request of four rows, two of them false, run every step as the workflow "
        "would, post to a GitHub double on this machine, and print the review. Run it from a checkout of the grader; takes minutes.",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path("demo-out"), metavar="DIR", help="where the files are left (default: demo-out)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Run the demo."""
    from grader.demo import demonstrate

    with progress() as shown:
        return demonstrate(options.out, language_of(options), shown, options.course)

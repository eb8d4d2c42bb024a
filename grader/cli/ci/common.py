"""What the steps share: the event, and what they hand to the next job."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path


def event_option(parser: argparse.ArgumentParser) -> None:
    """Add --event, which is required where GitHub does not name the file."""
    event = os.environ.get("GITHUB_EVENT_PATH")
    parser.add_argument(
        "--event", type=Path, default=event, required=event is None, metavar="FILE", help="the event (default: $GITHUB_EVENT_PATH)"
    )


def pull_request_options(parser: argparse.ArgumentParser) -> None:
    """Add --event and --pr, either of which names a pull request."""
    event = os.environ.get("GITHUB_EVENT_PATH")
    which = parser.add_mutually_exclusive_group(required=event is None)
    which.add_argument("--event", type=Path, default=event, metavar="FILE", help="the event (default: $GITHUB_EVENT_PATH)")
    which.add_argument("--pr", type=int, metavar="NUMBER", help="a pull request, whatever the event is about")


def pull_request_event(options: argparse.Namespace) -> Path | bytes:
    """Return the event, or one as for a dispatch by hand where a number was given."""
    return json.dumps({"inputs": {"pr": str(options.pr)}}).encode() if options.pr is not None else Path(options.event)


def output(**values: str) -> None:
    """Hand values to later steps and jobs (GITHUB_OUTPUT); every value is one line of our own making."""
    if path := os.environ.get("GITHUB_OUTPUT"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())


def summary(text: str) -> None:
    """Show Markdown on the page of the run (GITHUB_STEP_SUMMARY)."""
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)

"""`grader ci STEP`: one step of the workflow; all files of one grading lie in the directory given with --work."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from grader import steps
from grader.cli.common import FINE, Commands, course_of, shared_options
from grader.cli.progress import progress
from grader.course import Course


def add(commands: Commands) -> None:
    """Add the command and its steps."""
    parser = commands.add_parser(
        "ci", help="run one step of the workflow",
        description="Run one step of the workflow: intake, verify, judge, review, post. Each reads the files that the steps before it "
        "left in the directory --work, so each can be replayed alone.",
    )  # fmt: skip
    inner = parser.add_subparsers(title="steps", metavar="STEP", required=True)
    for name, (function, text) in STEPS.items():
        step = inner.add_parser(name, parents=[shared_options()], help=text, description=text.capitalize() + ".")
        step.add_argument("--work", type=Path, required=True, metavar="DIR", help="where the files of this grading lie")
        if name == "intake":
            event = os.environ.get("GITHUB_EVENT_PATH")
            step.add_argument("--event", type=Path, default=event, required=event is None, help="default: $GITHUB_EVENT_PATH")
        step.set_defaults(run=_run, step=function)


def _run(options: argparse.Namespace) -> int:
    options.step(options, course_of(options, Path()))
    return FINE


def _intake(options: argparse.Namespace, course: Course) -> None:
    submission = steps.take_in_event(options.event, options.work, course, os.environ)
    runnable = any(row.manifest is not None for row in submission.rows)
    _output(head_sha=submission.pull_request.head_sha, verify=str(runnable).lower())
    print(f"{len(submission.rows)} rows, {len(submission.problems)} problems; to be run: {'yes' if runnable else 'no'}")


def _verify(options: argparse.Namespace, course: Course) -> None:
    with progress() as shown:
        runs = steps.verify_submission(options.work, course, shown)
    for row in runs.rows:
        print(f"row {row.row}: {row.end.ending} after {row.seconds} s")


def _judge(options: argparse.Namespace, course: Course) -> None:
    card = steps.judge_runs(options.work, course)
    for row in card.rows:
        print(f"row at line {row.line}: " + ", ".join(f"{verdict.metric} {verdict.outcome}" for verdict in row.verdicts))


def _review(options: argparse.Namespace, course: Course) -> None:
    review = steps.write_review(options.work, course)
    print(f"{review.conclusion}: {review.title}")


def _post(options: argparse.Namespace, _: Course) -> None:
    print(steps.post_review(options.work, os.environ))


def _output(**values: str) -> None:
    """Hand values to the next job (GITHUB_OUTPUT); every value here is one word of our own making."""
    if path := os.environ.get("GITHUB_OUTPUT"):
        with Path(path).open("a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())


STEPS: dict[str, tuple[Callable[[argparse.Namespace, Course], None], str]] = {
    "intake": (_intake, "read the pull request of an event as git objects and check it"),
    "verify": (_verify, "run the submitted code in the sandbox and measure it"),
    "judge": (_judge, "hold the claims against the measurements"),
    "review": (_review, "write the review"),
    "post": (_post, "post the review to the pull request"),
}

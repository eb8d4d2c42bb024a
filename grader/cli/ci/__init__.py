"""`grader ci STEP`: one step of the workflow, one file a step; all files of one grading lie in the directory given with --work."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.cli.ci import bundle, cached, command, decisions, fetch, intake, judge, merge, post, review, runs, status, sweep, verify
from grader.cli.common import FINE, Commands, course_of, shared_options

#: In the order in which a grading goes through them; each has HELP, `run(options, course)` and perhaps `options(parser)`.
STEPS = {
    "intake": intake,
    "decisions": decisions,
    "cached": cached,
    "status": status,
    "fetch": fetch,
    "verify": verify,
    "runs": runs,
    "judge": judge,
    "review": review,
    "post": post,
    "bundle": bundle,
    "command": command,
    "merge": merge,
    "sweep": sweep,
}
#: Steps that are about no grading, so that there are no files.
WITHOUT_FILES = {"command", "sweep"}


def add(commands: Commands) -> None:
    """Add the command and its steps."""
    parser = commands.add_parser(
        "ci", help="run one step of the workflow",
        description=f"Run one step of the workflow: {', '.join(STEPS)}. Each reads the files that the steps before it left in the "
        "directory --work, so each can be replayed alone; what a job hands to the next goes through GITHUB_OUTPUT.",
    )  # fmt: skip
    inner = parser.add_subparsers(title="steps", metavar="STEP", required=True)
    for name, module in STEPS.items():
        step = inner.add_parser(name, parents=[shared_options()], help=module.HELP, description=module.HELP.capitalize() + ".")
        if name not in WITHOUT_FILES:
            step.add_argument("--work", type=Path, required=True, metavar="DIR", help="where the files of this grading lie")
        if options := getattr(module, "options", None):
            options(step)
        step.set_defaults(run=_run, step=module.run)


def _run(options: argparse.Namespace) -> int:
    options.step(options, course_of(options, Path()))
    return FINE

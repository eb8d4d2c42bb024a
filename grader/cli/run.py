"""`grader run`: measure a submission on this machine the way the bot will."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from grader import steps
from grader.cli.common import FINE, OUR_FAULT, PROBLEMS, Commands, course_of, language_of, shared_options
from grader.cli.progress import progress
from grader.core.run import Owner
from grader.core.words import Language

_BUSY = {
    Language.EN: "Something else took the processor while this was measured: the times say little. Close other programs and run it again.",
    Language.RU: "Во время измерения процессор был занят чем-то ещё: время мало что значит. Закройте другие программы и запустите снова.",
}


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "run", parents=[shared_options()], help="measure a submission on this machine and print its README rows",
        description="Run every row of DIR/submission.yml in the sandbox, measure size, time, memory and quality as the bot does, and print "
        "the rows of the results table ready to paste. Needs the extra `verify` and bubblewrap.",
    )  # fmt: skip
    parser.add_argument("directory", type=Path, metavar="DIR", help="submissions/<team>/hw-<N>")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the measurements and raw samples in this new directory")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    course, language = course_of(options, options.directory), language_of(options)
    with TemporaryDirectory(prefix="grader-run-") as temporary, progress() as shown:
        submission, runs = steps.measure(options.directory, course, options.keep or Path(temporary), shown)
    for row in runs.rows:
        if row.end.ending.owner is not Owner.NOBODY:
            print(f"{steps.row_name(submission, row.row)}: {steps.tell_end(row, language)}", file=sys.stderr)
            print(row.end.log, file=sys.stderr)
    if any(row.doubts for row in runs.rows):
        print(_BUSY[language], file=sys.stderr)
    if rows := steps.readme_rows(submission, runs, course, language):
        print("\n".join(rows))
    owners = {row.end.ending.owner for row in runs.rows}
    return OUR_FAULT if Owner.OURS in owners else PROBLEMS if Owner.THEIRS in owners else FINE

"""`grader run`: measure a submission on this machine the way the bot will."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from grader import steps
from grader.cli.common import FINE, OUR_FAULT, PROBLEMS, USAGE, Commands, course_of, language_of, shared_options
from grader.cli.progress import printable, progress
from grader.core.audit import Proof
from grader.core.run import Owner, Runs
from grader.core.submission import Submission
from grader.core.words import Language
from grader.course import Course

_BUSY = {
    Language.EN: "Something else took the processor while this was measured: the times say little. Close other programs and run it again.",
    Language.RU: "Во время измерения процессор был занят чем-то ещё: время мало что значит. Закройте другие программы и запустите снова.",
}

_PUBLIC = {
    Language.EN: "Quality was measured on the public part of the evaluation set alone; the bot asks private examples as well.",
    Language.RU: "Качество измерено только на открытой части набора; бот задаёт и закрытые примеры.",
}

_REPLACED = {
    Language.EN: "replaced; cells that were not measured here stay",
    Language.RU: "заменена; ячейки, которые здесь не измерялись, остались",
}
_ADDED = {Language.EN: "added at the end of the table", Language.RU: "добавлена в конец таблицы"}
_NEXT = {
    Language.EN: "Nothing else was changed. Look at it with `git diff README.md`, then run `grader check`.",
    Language.RU: "Больше ничего не изменено. Посмотрите `git diff README.md`, затем запустите `grader check`.",
}
_NOTHING = {
    Language.EN: "No row was measured to its end: README.md is as it was.",
    Language.RU: "Ни одна строка не измерена до конца: README.md не изменён.",
}


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "run", parents=[shared_options()], help="measure a submission on this machine and print its README rows",
        description="Run every row of DIR/submission.yml in the sandbox, measure size, time, memory and quality as the bot does, and print "
        "the rows of the results table ready to paste, or put them there with --write. Needs the extra `verify` and bubblewrap.",
    )  # fmt: skip
    parser.add_argument("directory", type=Path, metavar="DIR", help="submissions/<team>/hw-<N>")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the measurements and raw samples in this new directory")
    parser.add_argument(
        "--exact-gzip", action="store_true", help="compress artifacts of more than 500 MB whole too, instead of a sample of them"
    )
    parser.add_argument("--gpu", type=int, metavar="N", help="measure on the GPU behind /dev/nvidiaN instead of the processor")
    parser.add_argument("--write", action="store_true", help="put the rows into the results table of README.md instead of printing them")
    parser.set_defaults(run=run)


def _here(course: Course, *, exact_gzip: bool, gpu: int | None) -> Course:
    """Take a course to a machine of one's own: there need be no control group, and no GPU."""
    measuring = replace(course.measuring, exact_gzip=exact_gzip or course.measuring.exact_gzip, gpu=gpu)
    return replace(course, measuring=measuring, limits=replace(course.limits, require_cgroup=False))


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    course, language = _here(course_of(options, options.directory), exact_gzip=options.exact_gzip, gpu=options.gpu), language_of(options)
    if options.write and not _can_write(options.directory, course, language):  # not to be told after minutes of measuring
        return USAGE
    with TemporaryDirectory(prefix="grader-run-") as temporary, progress() as shown:
        submission, runs = steps.measure(options.directory, course, options.keep or Path(temporary), shown)
    _tell_ends(submission, runs, language)
    _tell_methods(submission, runs, language)
    _tell_parts(submission, course, language)
    rows = steps.readme_rows(submission, runs, course, language)
    if options.write and not _write(options.directory, runs, course, language):
        print("\n".join(rows))
        return USAGE
    if rows and not options.write:
        print("\n".join(rows))
    owners = {row.end.ending.owner for row in runs.rows}
    left_out = any(row.audit and row.audit.proof is Proof.NOT_APPLIED for row in runs.rows)
    return OUR_FAULT if Owner.OURS in owners else PROBLEMS if Owner.THEIRS in owners or left_out else FINE


def _can_write(directory: Path, course: Course, language: Language) -> bool:
    try:
        steps.require_table(directory, course)
    except steps.CannotWrite as error:
        print(f"grader: {steps.tell_refusal(error, language)}", file=sys.stderr)
        return False
    return True


def _write(directory: Path, runs: Runs, course: Course, language: Language) -> bool:
    try:
        written = steps.write_rows(directory, runs, course)
    except steps.CannotWrite as error:
        print(f"grader: {steps.tell_refusal(error, language)}", file=sys.stderr)
        return False
    for row in written.rows:
        print(f"{written.path}:{row.line}: {printable(f'{row.model} · {row.method}')}: {(_REPLACED if row.replaced else _ADDED)[language]}")
    print(_NEXT[language] if written.rows else _NOTHING[language])
    return True


def _tell_methods(submission: Submission, runs: Runs, language: Language) -> None:
    """Say what the artifacts show; beside the rows, which are for pasting."""
    for row in runs.rows:
        for number, line in enumerate(steps.tell_audit(row, language)):
            print(line if number else f"{steps.row_name(submission, row.row)}: {line}", file=sys.stderr)


def _tell_parts(submission: Submission, course: Course, language: Language) -> None:
    data = course.data.get(submission.manifest.data) if submission.manifest else None
    if data and data.private:
        print(_PUBLIC[language], file=sys.stderr)


def _tell_ends(submission: Submission, runs: Runs, language: Language) -> None:
    for row in runs.rows:
        if row.end.ending.owner is not Owner.NOBODY:
            print(f"{steps.row_name(submission, row.row)}: {steps.tell_end(row, language)}", file=sys.stderr)
            print(row.end.log, file=sys.stderr)
    if any(row.doubts for row in runs.rows):
        print(_BUSY[language], file=sys.stderr)

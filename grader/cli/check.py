"""`grader check`: say before the push what the bot would say after it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from grader import steps
from grader.cli.common import FINE, PROBLEMS, Commands, course_of, language_of, paint, shared_options
from grader.core.submission import Submission
from grader.core.trace import Origin
from grader.core.words import Language, Severity

_SUMMARY = {
    Language.EN: "{rows} new rows with {claims} numbers read, {errors} errors, {others} remarks, {code} on the code",
    Language.RU: "прочитано новых строк: {rows}, чисел в них: {claims}; ошибок: {errors}, замечаний: {others}, из них к коду: {code}",
}
_ORIGINS = {
    Language.EN: "{found} of {count} numbers found in your outputs",
    Language.RU: "чисел нашлось в ваших выводах: {found} из {count}",
}
_TITLE = {
    Language.EN: "title of the pull request: {title}",
    Language.RU: "заголовок pull request: {title}",
}


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "check", parents=[shared_options()], help="check a working copy before it is pushed",
        description="Read the working copy as the bot will read the pull request: table, manifest, paths. Runs no code of the submission; "
        "takes a fraction of a second.",
    )  # fmt: skip
    parser.add_argument("directory", nargs="?", type=Path, default=Path(), help="a directory of the working copy (default: here)")
    parser.add_argument("--title", help="the title that the pull request will have, such as 'ml_masters HW-3'")
    parser.add_argument("--base", help="the commit that the work started from (default: the lesson branch)")
    parser.add_argument("--json", action="store_true", help="print JSON for tools")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check and print."""
    language = language_of(options)
    submission = steps.check_working_copy(options.directory, course_of(options, options.directory), options.title, options.base)
    errors = sum(problem.severity is Severity.ERROR for problem in submission.problems)
    if options.json:
        print(json.dumps(steps.plain_problems(submission), ensure_ascii=False, indent=1))
    else:
        _print(submission, language, errors)
    return PROBLEMS if errors else FINE


def _print(submission: Submission, language: Language, errors: int) -> None:
    for problem in (*submission.problems, *submission.remarks):
        print(steps.tell(problem, language, paint), end="\n\n")
    claims = sum(len(row.claims) for row in submission.rows)
    code = sum(remark.severity is not Severity.PRAISE and not remark.silenced for remark in submission.remarks)
    others = len(submission.problems) - errors + code
    print(_SUMMARY[language].format(rows=len(submission.rows), claims=claims, errors=errors, others=others, code=code))
    if submission.traces:
        found = sum(trace.origin not in (Origin.NOWHERE, Origin.SHORT) for trace in submission.traces)
        print(_ORIGINS[language].format(found=found, count=sum(trace.origin is not Origin.SHORT for trace in submission.traces)))
    if submission.team and submission.homework:
        print(_TITLE[language].format(title=f"{submission.team} HW-{submission.homework}"))
    for problem in sorted(submission.problems, key=lambda problem: list(Severity).index(problem.severity))[:1]:
        print(f"grader explain {problem.code}")

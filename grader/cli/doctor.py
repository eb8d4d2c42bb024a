"""`grader doctor`: what this machine can promise, or how a repository is set up, and the command that mends the rest."""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from pathlib import Path

from grader import steps
from grader.cli.common import FINE, PROBLEMS, Commands, language_of, paint, shared_options
from grader.core.errors import BadInput
from grader.core.finding import Finding, Grade
from grader.core.words import Language, Words
from grader.course import Course, find_course, load_course
from grader.course.private import private_directory

_MARKS = {Grade.GOOD: ("✓", "32"), Grade.LESS: ("!", "33"), Grade.BAD: ("✗", "31")}
_SUMMARY = {
    True: Words(
        ru="Всё необходимое работает ({good} ✓); с оговорками: {less} (!).",
        en="Everything needed works ({good} ✓); with reservations: {less} (!).",
    ),
    False: Words(
        ru="Работать на этой машине пока нельзя; не хватает: {bad} (✗). Исправьте и запустите `grader doctor` снова.",
        en="This machine cannot be used yet; what lacks: {bad} (✗). Mend it and run `grader doctor` again.",
    ),
}
_SUMMARY_REPOSITORY = {
    True: Words(
        ru="Репозиторий готов ({good} ✓); с оговорками: {less} (!).",
        en="The repository is ready ({good} ✓); with reservations: {less} (!).",
    ),
    False: Words(
        ru="Репозиторий пока не готов; не хватает: {bad} (✗). Исправьте и запустите команду снова.",
        en="The repository is not ready yet; what lacks: {bad} (✗). Mend it and run the command again.",
    ),
}


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "doctor", parents=[shared_options()], help="say what this machine can promise, and how to mend the rest",
        description="Look at this machine, start a few sandboxes, and say line by line what works: the sandbox and its guards, limits "
        "of memory and processes, packages, room for models, what makes times scatter, GPUs. ✓ is as it should be, ! promises less than "
        "it could, ✗ is needed and missing; below stand what that costs and, after $, the command that mends it. Run it as the user who "
        "will grade. Takes about a second and changes nothing.",
        epilog="Exit status: 0 everything needed works, 1 something needed is missing. `grader explain CODE` explains a code of --json.",
    )  # fmt: skip
    parser.add_argument(
        "--require-cgroup", action="store_true",
        help="control groups are needed: for a machine that grades strangers' code, where `grader run` of one's own can do without",
    )  # fmt: skip
    parser.add_argument("--private", type=Path, metavar="DIR", help="where private parts of evaluation sets lie (default: $GRADER_PRIVATE)")
    parser.add_argument(
        "--github", metavar="OWNER/REPO",
        help="look at how this repository is set up instead; reads with $GITHUB_TOKEN (`gh auth token` of an administrator)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON for tools")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Examine and print."""
    course = _course(options.course)
    if options.github:
        findings, summary = steps.examine_repository(options.github, course, os.environ), _SUMMARY_REPOSITORY
    else:
        private = private_directory(options.private)
        findings, summary = steps.examine_machine(course, require_cgroup=options.require_cgroup, private=private), _SUMMARY
    ready = not any(finding.grade is Grade.BAD for finding in findings)
    if options.json:
        print(json.dumps({"ready": ready, "findings": [_plain(finding) for finding in findings]}, ensure_ascii=False, indent=1))
    else:
        _print(findings, language_of(options), summary[ready])
    return FINE if ready else PROBLEMS


def _course(named: Path | None) -> Course | None:
    """The course that was named or lies here or above; none is no fault, for a bare machine may be asked too."""
    if named is None:
        try:
            named = find_course(Path())
        except BadInput:
            return None
    return load_course(named)


def _print(findings: list[Finding], language: Language, summary: Words) -> None:
    for finding in findings:
        mark, colour = _MARKS[finding.grade]
        print(f"{paint(mark, colour)} {_message(finding, language)}")
        if finding.grade is Grade.GOOD:
            continue
        print(f"    {steps.all_entries()[finding.code].why.text(language)}")
        if finding.command:
            print(f"    {paint('$ ' + finding.command, '1')}")
    counted = Counter(str(finding.grade) for finding in findings)
    print("\n" + summary.text(language).format(good=counted["good"], less=counted["less"], bad=counted["bad"]))


def _message(finding: Finding, language: Language) -> str:
    return steps.all_entries()[finding.code].say(finding.facts, language, _quote)


def _quote(fact: str) -> str:
    """Show a text of the machine on one line: what bubblewrap or a driver said may hold line breaks."""
    return "".join(char if char.isprintable() else " " for char in fact)


def _plain(finding: Finding) -> dict[str, object]:
    entry = steps.all_entries()[finding.code]
    return {
        "code": finding.code, "grade": str(finding.grade), "facts": dict(finding.facts), "command": finding.command,
        "message": {str(language): _message(finding, language) for language in Language},
        "why": {str(language): entry.why.text(language) for language in Language},
    }  # fmt: skip

"""`grader new`: begin a submission with a manifest and adapters that work."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader import steps
from grader.cli.common import FINE, PROBLEMS, USAGE, Commands, course_of, language_of, shared_options
from grader.core.words import Language, Words

_WRITTEN = Words(ru="{path}: записан", en="{path}: written")
_ROW = Words(ru="{path}:{line}: добавлена строка {row}, пока без чисел", en="{path}:{line}: added the row {row}, as yet without numbers")
_NEXT = Words(
    ru="""
Дальше:
  1. измените `compress` в адаптерах под свой метод и его параметры в submission.yml
  2. `grader run {directory} --write` измерит строки и впишет их в таблицу
  3. `grader check` проверит всё, что проверит бот
  4. `git add -A && git commit && git push`; заголовок pull request: {title}""",
    en="""
Next:
  1. make `compress` in the adapters your own method, and its parameters in submission.yml yours
  2. `grader run {directory} --write` measures the rows and puts them into the table
  3. `grader check` checks all that the bot will check
  4. `git add -A && git commit && git push`; title of the pull request: {title}""",
)


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "new", parents=[shared_options()], help="begin a submission: a manifest, and adapters that work",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Write submissions/TEAM/hw-HW/: submission.yml with the original and one row for each method, and adapters for them,\n"
        "taken from the course's examples. The rows go into the results table of README.md too, as yet without numbers. What is\n"
        "written passes `grader check` and can be measured with `grader run` at once; then make it your own. Nothing is\n"
        "overwritten.",
        epilog="examples:\n"
        "  grader new ml_masters 3 --model local:digits-vit --method clustering pruning\n"
        "  grader new ml_masters 2 --model owner/name --revision COMMIT --task image-classification --method int8\n\n"
        "The task of a model that the course ships is known, and the evaluation set too where there is one for the task.\n"
        "A method that is not there is answered with those that are. The guide: submissions/README.md.",
    )  # fmt: skip
    parser.add_argument("team", metavar="TEAM", help="as in the title of your pull request: small letters, digits, _ and -")
    parser.add_argument("homework", metavar="HW", type=int, help="the number of the homework")
    parser.add_argument("--model", required=True, metavar="MODEL", help="local:NAME of the course, or owner/name of Hugging Face")
    parser.add_argument("--revision", metavar="COMMIT", help="40 hex digits, for a model of Hugging Face")
    parser.add_argument("--task", help="such as image-classification; known for models of the course")
    parser.add_argument("--data", metavar="NAME", help="an evaluation set of the course, where the task has more than one")
    parser.add_argument("--method", nargs="+", action="extend", required=True, metavar="METHOD", help="clustering, int8, pruning, …")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write and tell."""
    course, language = course_of(options, Path()), language_of(options)
    asked = steps.Asked(
        team=options.team, homework=options.homework, model=options.model, methods=tuple(options.method),
        revision=options.revision, task=options.task, data=options.data,
    )  # fmt: skip
    try:
        begun = steps.new_submission(asked, course, Path())
    except steps.CannotStart as error:
        print(f"grader: {steps.tell_no_start(error, language)}", file=sys.stderr)
        return USAGE
    _tell(begun, asked, language)
    return PROBLEMS if begun.no_table else FINE


def _tell(begun: steps.Begun, asked: steps.Asked, language: Language) -> None:
    directory = Path(*begun.directory.parts[-3:])  # submissions/<team>/hw-<N>
    for name in begun.files:
        print(_WRITTEN.text(language).format(path=directory / name))
    for row in begun.rows:
        print(_ROW.text(language).format(path="README.md", line=row.line, row=f"{row.model} · {row.method}"))
    if begun.no_table:
        print(f"grader: {steps.tell_refusal(begun.no_table, language)}", file=sys.stderr)
    print(_NEXT.text(language).format(directory=directory, title=f"{asked.team} HW-{asked.homework}"))

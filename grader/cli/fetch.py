"""`grader fetch`: bring models and data sets from the Hugging Face hub to this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from pathlib import Path

from grader import steps
from grader.cli.common import FINE, PROBLEMS, Commands, course_of, language_of, paint, shared_options
from grader.core.quantity import MB
from grader.core.words import Language, Words
from grader.course import Course

_NEW = Words(ru="загружено, файлов: {files}, {size:.1f} МБ, {path}", en="fetched, {files} files, {size:.1f} MB, {path}")
_KNOWN = Words(ru="уже здесь, {path}", en="is here already, {path}")
_NOTHING = Words(ru="С Hugging Face ничего не нужно.", en="Nothing is needed from Hugging Face.")
_MORE = Words(ru="подробнее: grader explain {code}", en="more: grader explain {code}")


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "fetch", parents=[shared_options()], help="bring models and data sets from the Hugging Face hub to this machine",
        description="Bring pinned commits from the Hugging Face hub to this machine's store, where `grader run` and the bot find them: "
        "code of teams runs without network. Of a model only configuration, tokenizer, preprocessor and safetensors weights are taken, "
        "never Python, and pickles only where the course allows them; of a data set the parquet files that the course names. Every file "
        "is held against the digest that the hub lists; a commit appears whole or not at all, and a fetch that broke off goes on where it "
        "stood. Without arguments: the evaluation sets of the course that lie on the hub.",
        epilog="The store is --to, else $GRADER_STORE, else ~/.cache/grader/hub. HF_TOKEN opens gated models to whose terms its owner has "
        "agreed; HF_ENDPOINT names a mirror. Limits stand under `hub:` in .github/course.yml. Exit status: 0 all is here, 1 something "
        "cannot be had.",
    )  # fmt: skip
    parser.add_argument("models", nargs="*", metavar="MODEL@REVISION", help="owner/name@40 hex digits")
    parser.add_argument("--manifest", type=Path, metavar="FILE", help="a submission.yml, or its directory: what its rows need")
    parser.add_argument("--data", action="append", default=[], metavar="NAME", help="an evaluation set of the course")
    parser.add_argument("--to", type=Path, metavar="DIR", help="another store")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fetch and tell."""
    course = course_of(options, options.manifest if options.manifest and options.manifest.exists() else Path())
    wanted = [steps.wanted_model(text) for text in options.models]
    wanted += steps.wanted_manifest(options.manifest, course) if options.manifest else []
    wanted += [steps.wanted_data(name, course) for name in options.data]
    if not (options.models or options.manifest or options.data):
        wanted = steps.wanted_course(course)
    return PROBLEMS if bring(wanted, course, options.to, language_of(options)) else FINE


def bring(wanted: Collection[steps.Wanted], course: Course, to: Path | None, language: Language) -> int:
    """Bring things one after the other and say what came of each; return how many cannot be had."""
    if not wanted:
        print(_NOTHING.text(language))
    refused = 0
    for brought in steps.fetch(wanted, course, to, Shown()):
        if brought.path is None:
            refused += 1
            print(paint("✗", "31"), steps.tell_brought(brought, language))
            print(" ", _MORE.text(language).format(code=brought.code))
        else:
            words = (_KNOWN if brought.known else _NEW).text(language)
            said = words.format(files=brought.files, size=brought.size / MB, path=brought.path)
            print(paint("✓", "32"), f"{brought.wanted.name}: {said}")
    return refused


class Shown:
    """Shows how far it has come on standard error: one line that changes in a terminal, every tenth part elsewhere."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self._said = ("", -1)

    def __call__(self, name: str, done: int, total: int) -> None:
        """Hear how many bytes are there."""
        steps_of = 100 if sys.stderr.isatty() else 10
        part = done * steps_of // total if total else steps_of
        if (name, part) == self._said:
            return
        self._said = (name, part)
        text = f"  {name}: {done / MB:.1f} / {total / MB:.1f} MB"
        if sys.stderr.isatty():
            print(f"\r\x1b[K{text}" if done < total else "\r\x1b[K", end="", file=sys.stderr, flush=True)
        else:
            print(text, file=sys.stderr, flush=True)

"""What the commands share: exit statuses, options, colour."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TypeAlias

from grader.core.words import Language
from grader.course import Course, find_course, load_course

FINE, PROBLEMS, USAGE, OUR_FAULT = 0, 1, 2, 3

#: argparse has no public name for what `add_subparsers` returns.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def shared_options() -> argparse.ArgumentParser:
    """Return a parent parser with the options that most commands have."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--course", type=Path, metavar="FILE", help="the course file (default: .github/course.yml, here or above)")
    shared.add_argument("--lang", choices=[str(language) for language in Language], help="language of messages (default: from LANG)")
    return shared


def course_of(options: argparse.Namespace, start: Path) -> Course:
    """Load the course file that was named, or the nearest one.

    Raises:
        BadInput: there is none, or it is wrong.
    """
    return load_course(options.course or find_course(start))


def language_of(options: argparse.Namespace) -> Language:
    """Return the language that was asked for, else the one of the environment."""
    if options.lang:
        return Language(options.lang)
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Language.RU if locale.lower().startswith("ru") else Language.EN


def paint(text: str, colour: str) -> str:
    """Colour a text for a terminal; plain where it goes to a file or NO_COLOR is set (no-color.org)."""
    return f"\x1b[{colour}m{text}\x1b[0m" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else text

"""`grader explain`: what a code means and what to do about it."""

from __future__ import annotations

import argparse
import difflib
import re
import sys
import textwrap

from grader import steps
from grader.cli.common import FINE, USAGE, Commands, language_of, paint, shared_options
from grader.core.words import Words

WRONG = Words(ru="Как пишут", en="As people write it")
RIGHT = Words(ru="Как надо", en="How to do it right")
SILENCE = Words(ru="Если замечание не к месту, допишите в строку", en="Where the remark does not apply, add to the line")
OFFERED = Words(ru="Бот предлагает исправление", en="The bot offers a fix")


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "explain", parents=[shared_options()], help="explain a code of a message or a verdict",
        description="Explain a code such as `unit-missing`: what it means, why it matters, what to do. Without a code, list them all.",
    )  # fmt: skip
    parser.add_argument("code", nargs="?")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the explanation, or the list."""
    entries, language = steps.all_entries(), language_of(options)
    if options.code is None:
        for code, listed in sorted(entries.items()):
            print(f"{code:<28} {gapped(listed.message.text(language))}")
        return FINE
    entry = entries.get(options.code)
    if entry is None:
        near = difflib.get_close_matches(options.code, entries, n=3)
        print(f"grader: there is no code {options.code!r}" + (f"; did you mean {', '.join(near)}?" if near else ""), file=sys.stderr)
        print("  `grader explain` lists them all", file=sys.stderr)
        return USAGE
    print(f"{paint(entry.code, '1')} ({entry.severity})\n{gapped(entry.message.text(language))}\n\n{entry.why.text(language)}")
    for title, code in ((WRONG, entry.wrong), (RIGHT, entry.right)):
        if code:
            print(f"\n{title.text(language)}:\n{textwrap.indent(code, '    ')}")
    if entry.right:
        print(f"\n{SILENCE.text(language)}: # grader: ignore[{entry.code}] …")
    if fix := steps.offered_fix(entry.code):
        print(f"\n{OFFERED.text(language)}: {fix.text(language)}.")
    return FINE


def gapped(template: str) -> str:
    """Show a message with its gaps: `{error}` becomes `…`."""
    return re.sub(r"\{[^}]*\}", "…", template)

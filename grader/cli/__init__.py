"""The command line: `grader COMMAND`, one file per command. Exit 0 fine, 1 problems found, 2 usage, 3 our own failure."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from grader import __version__
from grader.cli import check, ci, demo, doctor, explain, fetch, new, replay, run, table
from grader.cli.common import OUR_FAULT, USAGE
from grader.core.errors import BadInput, GraderError

COMMANDS = (check, new, run, table, fetch, replay, doctor, explain, demo, ci)


def parser() -> argparse.ArgumentParser:
    """Build the parser; every command adds its own."""
    top = argparse.ArgumentParser(
        prog="grader",
        description="Grade homework whose result is a measured number: read the table, re-run the code, say cell by cell what holds.",
        epilog="Exit status: 0 fine, 1 problems found, 2 wrong usage or input, 3 a failure of ours. Students start with `grader check`.",
    )
    top.add_argument("--version", action="version", version=f"grader {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except BadInput as error:
        return _fail(error, USAGE)
    except GraderError as error:
        return _fail(error, OUR_FAULT)
    except BrokenPipeError:  # `grader … | head`
        sys.stderr.close()
        return OUR_FAULT
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return status


def _fail(error: GraderError, status: int) -> int:
    print(f"grader: {error}", file=sys.stderr)
    if error.hint:
        print(f"  {error.hint}", file=sys.stderr)
    return status

"""`grader table`: show what the reader sees in a Markdown file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from grader import steps
from grader.cli.common import FINE, PROBLEMS, Commands, language_of, paint, shared_options
from grader.core.errors import BadInput
from grader.core.table import Document, Reading
from grader.core.words import Severity, number


def add(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "table", parents=[shared_options()], help="show how the results tables of a Markdown file are read",
        description="Read every results table of a Markdown file as GitHub shows it and print each number with its unit.",
    )  # fmt: skip
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print JSON for tools")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read and print.

    Raises:
        BadInput: the file cannot be read.
    """
    language = language_of(options)
    try:
        document = steps.read_table(options.file)
    except OSError as error:
        raise BadInput(options.file, error.strerror or "cannot be read") from error
    if options.json:
        print(json.dumps(steps.plain_tables(document, language), ensure_ascii=False))
        return FINE
    _print(document)
    for problem in document.problems:
        print(steps.tell(problem, language, paint))
    return PROBLEMS if any(problem.severity is Severity.ERROR for problem in document.problems) else FINE


def _print(document: Document) -> None:
    for table in document.tables:
        print(paint(f"{document.path}:{table.line}-{table.end_line}: {table.role}, {len(table.rows)} rows", "1"))
        for row in table.rows:
            params = "".join(f" {name}={value}" for name, value in row.method.params.items())
            variant = f"/{row.method.variant}" if row.method.variant else ""
            print(f"  {row.line}: {ascii(row.model)[1:-1] if row.model else '-'} · {row.method.family}{variant}{params}")
            for reading in (*row.cells.values(), *row.quality):
                print(f"      {_reading(reading)}")


def _reading(reading: Reading) -> str:
    device = f" on {reading.device}" if reading.device else ""
    return f"{reading.metric:<10} {number(reading.value)} {reading.metric.unit}{device}"

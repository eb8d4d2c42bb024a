"""Where measured rows go in a README, and what they say there.

The team's own row of a manifest entry is replaced, but for cells that were not measured here; a new row goes to the end of
the table. Rows that the lesson branch has already are nobody's to change. The text is read again before it is kept.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.board.table import NoTable, cells, fault_of_line, results_table, with_lines
from grader.core.errors import BadInput
from grader.core.measurement import Machine, Measurement
from grader.core.metric import Device, Metric
from grader.core.run import Ending, RowRun, Runs
from grader.core.submission import Manifest, ManifestRow, SubmittedRow
from grader.core.table import Document, Role, Row, Table
from grader.course import Course
from grader.intake.columns import Column, read_header
from grader.intake.manifest import MANIFEST, read_manifest
from grader.intake.methods import read_method
from grader.intake.objects import GitError, Repository
from grader.intake.reader import read_document
from grader.intake.rows import lines_of, match
from grader.intake.vocabulary.columns import Part
from grader.review.readme import ABSENT, figures, line, quality
from grader.steps.intake import check_working_copy
from grader.steps.writing import CannotWrite, Refusal, WrittenRow

README = "README.md"
_MARGIN = re.compile(r"[\s>]*")
_TIMES = {Device.CPU: Metric.CPU_MS, Device.GPU: Metric.GPU_MS}
#: How far a number that is read again may be from the one that was measured: it is printed with four digits or four decimals.
_DIGITS, _DECIMALS = 0.005, 6e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A README with a results table, and the manifest whose rows go into it; `own` are the rows that the team has added."""

    path: Path
    text: str
    document: Document
    table: Table
    manifest: Manifest
    own: tuple[SubmittedRow, ...]

    def row_at(self, number: int) -> tuple[Table, Row] | None:
        """Find what was read at a line, where a table has one variant to a row."""
        tables = (table for table in self.document.results if table.role is Role.RESULTS)
        return next(((table, row) for table in tables for row in table.rows if row.line == number), None)


def find_table(directory: Path, course: Course) -> Target:
    """Find the README of a submission's working copy, its results table, and the team's own rows in it.

    Raises:
        CannotWrite: there is no such table, or the directory is not where the manifest belongs.
        BadInput: the directory is in no working copy, or its manifest is missing or wrong.
    """
    try:
        manifest = read_manifest((directory / MANIFEST).read_bytes(), str(directory / MANIFEST))
    except OSError as error:
        raise BadInput(directory / MANIFEST, error.strerror or "cannot be read", code="missing") from error
    top = top_of(directory)
    home = Path("submissions") / manifest.team / f"hw-{manifest.homework}"
    if directory.resolve() != (top / home).resolve():
        raise CannotWrite(directory, Refusal.ELSEWHERE, expected=str(home))
    path = top / README
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        raise CannotWrite(path, Refusal.NO_README) from error
    except UnicodeDecodeError as error:
        raise CannotWrite(path, Refusal.ENCODING) from error
    document = read_document(data, README)
    try:
        table = results_table(text, lambda _: document)
    except NoTable as error:
        raise CannotWrite(path, Refusal.NO_TABLE) from error
    checked = check_working_copy(top, course, title=f"{manifest.team} HW-{manifest.homework}")
    return Target(path=path.resolve(), text=text, document=document, table=table, manifest=manifest, own=checked.rows)


def top_of(directory: Path) -> Path:
    """Return the top directory of a working copy.

    Raises:
        BadInput: the directory is in none.
    """
    try:
        return Path(Repository(directory).run("rev-parse", "--show-toplevel").decode().rstrip("\n"))
    except GitError as error:
        raise BadInput(directory, "is not in a git working copy", hint="run the command in your fork of the course's repository") from error


def with_rows(target: Target, runs: Runs) -> tuple[str, list[WrittenRow]]:
    """Return the README with every row that was measured to its end, and where each stands now.

    Raises:
        CannotWrite: a row would not read there as what it is.
    """
    done = [run for run in runs.rows if run.end.ending is Ending.DONE]
    places: dict[int, str] = {}
    added: list[str] = []
    rows: list[WrittenRow] = []
    for run in done:
        entry = target.manifest.rows[run.row]
        old = _own_line(target, run.row, places)
        new = _line(target, entry, run.measurements, runs.machine, old)
        if old is None:
            added.append(new)
        else:
            places[old] = new
        number = target.table.end_line + len(added) if old is None else old
        rows.append(WrittenRow(model=entry.model, method=entry.method_text, line=number, replaced=old is not None))
    text = with_lines(target.text, target.table, places, added)
    _read_again(replace(target, text=text, document=read_document(text.encode(), README)), rows, done)
    return text, rows


def _own_line(target: Target, entry: int, taken: Container[int]) -> int | None:
    """Find the line of the team's row of a manifest entry, the first that is not taken."""
    numbers = (row.place.line for row in target.own if row.manifest == entry)
    return next((number for number in numbers if number and number not in taken and target.row_at(number)), None)


def _line(target: Target, entry: ManifestRow, found: Sequence[Measurement], machine: Machine, old: int | None) -> str:
    """Write a row under the headers of its table; where it replaces one, what was not measured stays as it was."""
    there = target.row_at(old) if old else None
    header = (there[0] if there else target.table).header
    neighbour = lines_of(target.text)[(old or target.table.end_line) - 1]
    before = [*(cells(neighbour) if old else []), *[""] * len(header)]
    written = _cells(map(read_header, header), {} if old else _names(entry), found, machine)
    margin = _MARGIN.match(neighbour)
    return (margin.group() if margin else "") + line(new or was or ABSENT for new, was in zip(written, before, strict=False))


def _names(entry: ManifestRow) -> dict[str, str]:
    """Name model and method so that the row is known to be this entry's: with its parameters, unless the method's name has them."""
    said = read_method(entry.method_text).params
    unsaid = [f"{name}={value}" for name, value in entry.method.params.items() if name not in said]
    return {Part.MODEL: entry.model, Part.METHOD: ", ".join((entry.method_text, *unsaid))}


def _cells(columns: Iterator[Column], names: Mapping[str, str], found: Sequence[Measurement], machine: Machine) -> Iterator[str]:
    """Yield the cell of each column, empty where nothing was measured for it."""
    measured = figures(found, machine)
    for column in columns:
        match column.part:
            case Part.MODEL | Part.METHOD as name:
                yield names.get(name, "")
            case Part.TIME if column.device:
                yield measured.get(_TIMES[column.device], "")
            case Part.QUALITY if not column.complement:
                yield quality(found, column.metrics, percent=column.percent)
            case Metric() as metric:
                yield measured.get(metric, "")
            case _:
                yield ""


def _read_again(target: Target, rows: Sequence[WrittenRow], done: Sequence[RowRun]) -> None:
    """Refuse a text in which a new row is not the manifest's entry, or says something else than was measured.

    Raises:
        CannotWrite: naming the row.
    """
    lines = lines_of(target.text)
    for written, run in zip(rows, done, strict=True):
        there = target.row_at(written.line)
        text = lines[written.line - 1]
        fits = there and not fault_of_line(text.lstrip(" \t>"), len(there[0].header))
        if not there or not fits or match(there[1], target.manifest.rows) != run.row or not _says(there[1], run.measurements):
            raise CannotWrite(target.path, Refusal.UNFIT, row=f"{written.model} · {written.method}", line=text)


def _says(row: Row, measured: Sequence[Measurement]) -> bool:
    """Whether a row claims of every metric that was measured one of the measured values."""
    for reading in (*row.cells.values(), *row.quality):
        values = [each.value for each in measured if each.metric is reading.metric]
        if values and not any(math.isclose(reading.value, value, rel_tol=_DIGITS, abs_tol=_DECIMALS) for value in values):
            return False
    return True

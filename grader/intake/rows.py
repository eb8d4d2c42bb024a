"""Which rows of the table are the team's, and which manifest row each one belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.core.identity import Identity, identity, model_name, parameter
from grader.core.metric import Metric
from grader.core.problem import Place
from grader.core.submission import Claim, Manifest, ManifestRow, SubmittedRow
from grader.core.table import Document, Family, Reading, Role, Row


def new_rows(head: Document, head_text: str, base: Document | None, base_text: str) -> Iterator[Row]:
    """Yield the result rows that the base version does not have.

    A row is old if its very line stands in the base (somebody may have changed the header above it) or if a row there
    says the same (somebody may have aligned the table or added a column to it).
    """
    said = {content(row) for table in base.results for row in table.rows} if base else set()
    lines = new_lines(head_text, base_text)
    for table in head.results:
        for row in table.rows:
            if content(row) not in said and (table.role is Role.TRANSPOSED or row.line in lines):
                yield row


def content(row: Row) -> Identity:
    """Return what a row says, however it is laid out: model, method and the numbers."""
    numbers = sorted((reading.metric, reading.value, reading.device or "") for reading in (*row.cells.values(), *row.quality))
    return *identity(row.model, row.method, row.method_text), tuple(numbers)


def new_lines(head_text: str, base_text: str) -> set[int | None]:
    """Return the 1-based numbers of the lines whose text the base version does not have."""
    old = {line.strip() for line in lines_of(base_text)}
    return {number for number, line in enumerate(lines_of(head_text), 1) if line.strip() not in old}


def lines_of(text: str) -> list[str]:
    """Split text into lines as Markdown and GitHub count them: at LF, CR LF and CR, and nowhere else."""
    return re.split(r"\r\n|\n|\r", text)


def submitted(rows: Sequence[Row], path: str, lines: Sequence[str], manifest: Manifest | None) -> tuple[SubmittedRow, ...]:
    """Turn table rows into claims, each row with the index of the one manifest row that it matches best."""
    return tuple(
        SubmittedRow(
            model=row.model,
            method=row.method,
            method_text=row.method_text,
            place=Place(path=path, line=row.line, column=row.column, text=lines[row.line - 1]),
            claims=tuple(_claim(reading, row, path) for reading in (*row.cells.values(), *row.quality)),
            manifest=match(row, manifest.rows) if manifest else None,
            not_applicable=row.not_applicable,
        )
        for row in rows
    )


def _claim(reading: Reading, row: Row, path: str) -> Claim:
    return Claim(
        metric=Metric(reading.metric),
        value=reading.value,
        written=reading.written,
        place=Place(path=path, line=row.line, column=reading.column, text=reading.text),
        device=reading.device,
        hardware=row.hardware,
        unit=reading.unit,
    )


def match(row: Row | SubmittedRow, rows: Sequence[ManifestRow]) -> int | None:
    """Find the manifest row with the same model and method; None where none or more than one fits equally well."""
    fitting = candidates(row, rows)
    return fitting[0] if len(fitting) == 1 else None


def candidates(row: Row | SubmittedRow, rows: Sequence[ManifestRow]) -> list[int]:
    """Return the indices of the manifest rows that fit best, all equally well."""
    misfits = {index: misfit for index, other in enumerate(rows) if (misfit := _misfit(row, other)) is not None}
    return [index for index, misfit in misfits.items() if misfit == min(misfits.values())]


def _misfit(row: Row | SubmittedRow, other: ManifestRow) -> int | None:
    """Count what one side says and the other does not; None where they contradict each other."""
    if row.model is not None and model_name(row.model) != model_name(other.model):
        return None
    one, two = row.method, other.method
    unsaid = not row.method_text.strip() and two.family is Family.ORIGINAL  # a table of originals needs no such column
    if one.family is not two.family and not unsaid:
        return None
    if one.family is two.family is Family.UNKNOWN and row.method_text.casefold().split() != other.method_text.casefold().split():
        return None
    if one.variant and two.variant and one.variant != two.variant:
        return None
    here, there = (dict(map(parameter, method.params.items())) for method in (one, two))
    if any(here[name] != there[name] for name in here.keys() & there.keys()):
        return None
    return len(here.keys() ^ there.keys()) + (one.variant != two.variant) + (one.family is not two.family)

"""Which rows of the table are the team's, and which manifest row each one belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.core.identity import Identity, identity, model_name, parameter
from grader.core.metric import Metric
from grader.core.problem import Place
from grader.core.submission import Claim, Manifest, ManifestRow, SubmittedRow
from grader.core.table import Document, Family, Method, Reading, Role, Row

#: Characters of a reason, as the schema of manifests has it.
LONGEST_REASON = 500


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
    """Turn table rows into claims, each row with the index of the one manifest row that it matches best.

    Rows that contradict each other cannot come from one code: where the manifest leaves open which of them it means, none has it.
    """
    found = [match(row, manifest.rows) if manifest else None for row in rows]
    shared = {
        index
        for index, (row, entry) in enumerate(zip(rows, found, strict=True))
        if entry is not None and any(entry == other and not _agree(row, rows[number]) for number, other in enumerate(found))
    }
    return tuple(_submitted(row, path, lines, manifest, None if index in shared else found[index]) for index, row in enumerate(rows))


def _submitted(row: Row, path: str, lines: Sequence[str], manifest: Manifest | None, index: int | None) -> SubmittedRow:
    entry = manifest.rows[index] if manifest and index is not None else None
    claims = tuple(_claim(reading, row, path) for reading in (*row.cells.values(), *row.quality))
    excused = entry is not None and entry.excused and not claims
    why = (entry.reason if entry else None) or row.reason
    return SubmittedRow(
        model=row.model,
        method=row.method,
        method_text=row.method_text,
        place=Place(path=path, line=row.line, column=row.column, text=lines[row.line - 1]),
        claims=claims,
        manifest=index,
        not_applicable=row.not_applicable or excused,
        reason=why[:LONGEST_REASON] if row.not_applicable or excused else "",
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
    if not _agree(row, other):
        return None
    unlike = len(_parameters(one).keys() ^ _parameters(two).keys())
    return unlike + (one.variant != two.variant) + (one.family is not two.family)


def _agree(row: Row | SubmittedRow, other: Row | SubmittedRow | ManifestRow) -> bool:
    """Tell whether two rows that may be about one method do not contradict each other in what both say of it."""
    one, two = row.method, other.method
    if one.family is two.family is Family.UNKNOWN and row.method_text.casefold().split() != other.method_text.casefold().split():
        return False
    if one.variant and two.variant and one.variant != two.variant:
        return False
    here, there = _parameters(one), _parameters(two)
    return all(here[name] == there[name] for name in here.keys() & there.keys())


def _parameters(method: Method) -> dict[str, str]:
    return dict(map(parameter, method.params.items()))

"""Read every results table of a Markdown file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat

from grader.core.table import Document, Role, Row, Table
from grader.intake import checks
from grader.intake.encoding import DAMAGE, decode
from grader.intake.findings import Findings
from grader.intake.markdown import RawRow, RawTable, scan
from grader.intake.results import Draft, read_rows
from grader.intake.sheets import read_sheet
from grader.intake.unnamed import name_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The largest input that is read: `size` bytes, `tables` of `rows` by `columns`, `cell` characters.

    A lesson's table holds the rows of a whole class.
    """

    size: int = 512 << 10
    tables: int = 100
    rows: int = 2_000
    columns: int = 24
    cell: int = 500

    @property
    def facts(self) -> dict[str, int]:
        """The limits of tables, as a message tells them."""
        return {"rows": self.rows, "columns": self.columns, "characters": self.cell, "tables": self.tables}


LIMITS = Limits()


def read_document(data: bytes, path: str, *, beside: Sequence[Document] = (), limits: Limits = LIMITS) -> Document:
    """Read the bytes of a Markdown file; whatever they are, what cannot be read is a problem of the document.

    `beside` are other documents of the same team: their rows may tell what a value is that this file does not name.
    """
    findings = Findings(path)
    if len(data) > limits.size:
        findings.add_line(checks.file_too_large.ENTRY, None, limit=limits.size >> 10)
        return Document(path=path, problems=tuple(findings.problems))
    decoded = decode(data)
    if decoded is None:
        findings.add_line(checks.encoding_unreadable.ENTRY, None)
        return Document(path=path, problems=tuple(findings.problems))
    if decoded.mistaken:
        findings.add_line(checks.encoding_wrong.ENTRY, decoded.line, encoding=decoded.mistaken)
    if decoded.damaged:
        findings.add_line(checks.encoding_damaged.ENTRY, decoded.damaged, count=decoded.text.count(DAMAGE))
    found = scan(decoded.text)
    for line in found.lost:
        findings.add_line(checks.table_broken.ENTRY, line)
    if len(found.tables) > limits.tables:
        findings.add_line(checks.table_too_large.ENTRY, found.tables[limits.tables].line, **limits.facts)
    drafts = [(raw, *_read(raw, findings, limits)) for raw in found.tables[: limits.tables]]
    known = [*(draft.row for _, _, rows in drafts for draft in rows), *chain.from_iterable(map(_rows, beside))]
    tables = tuple(
        Table(
            line=raw.line,
            end_line=raw.end_line,
            role=role,
            header=raw.header if role is not Role.OTHER else (),
            rows=tuple(_named(draft, known, findings) for draft in rows),
        )
        for raw, role, rows in drafts
    )
    return Document(path=path, tables=tables, problems=tuple(findings.problems))


def _read(raw: RawTable, findings: Findings, limits: Limits) -> tuple[Role, list[Draft]]:
    if not _within(raw, findings, limits) or any(DAMAGE in text for text in raw.header):
        return Role.OTHER, []
    sheet = read_sheet(replace(raw, rows=tuple(map(_undamaged, raw.rows, repeat(len(raw.header))))))
    if sheet is None:
        return Role.OTHER, []
    for row in raw.rows:
        if row.written != len(raw.header):
            findings.add_line(checks.row_ragged.ENTRY, row.line, written=row.written, expected=len(raw.header))
    return sheet.role, list(read_rows(sheet, findings))


def _undamaged(row: RawRow, width: int) -> RawRow:
    """Give up a row whose number of cells may be wrong because of a damaged byte: it may have been a pipe."""
    unsure = row.written != width and any(DAMAGE in cell for cell in row.cells)
    return replace(row, cells=(DAMAGE,) * width) if unsure else row


def _within(raw: RawTable, findings: Findings, limits: Limits) -> bool:
    """Check the size of a table, and report one that is too large."""
    longest = max(map(len, chain(raw.header, *(row.cells for row in raw.rows))))
    fits = len(raw.rows) <= limits.rows and len(raw.header) <= limits.columns and longest <= limits.cell
    if not fits:
        findings.add_line(checks.table_too_large.ENTRY, raw.line, **limits.facts)
    return fits


def _rows(document: Document) -> Iterable[Row]:
    return (row for table in document.results for row in table.rows)


def _named(draft: Draft, known: list[Row], findings: Findings) -> Row:
    if not draft.unnamed:
        return draft.row
    return replace(draft.row, quality=(*draft.row.quality, *name_values(draft.row, draft.unnamed, known, findings)))

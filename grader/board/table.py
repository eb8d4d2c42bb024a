"""The results table of a lesson's README: where it is, how lines get into it, what a line may be.

Everything around the table stays as it is to the byte: the text is cut at line ends, never joined anew.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from grader.core.record import Record, RecordRow
from grader.core.table import Document, Role, Table
from grader.core.verdict import Reason

#: Reads the tables of a README.
Reader: TypeAlias = Callable[[str], Document]

_END = re.compile(r"\r\n|\n|\r")
_PIPE = re.compile(r"(?<!\\)\|")
_COMMENT = re.compile(r"<!--|-->")
#: Signs that turn the direction of writing: what follows them on the page is not what stands in the file.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


class NoTable(Exception):
    """The README has no results table that a row could be added to."""


def results_table(text: str, read: Reader) -> Table:
    """Find the first table of a README that holds one variant in each row.

    Raises:
        NoTable: there is none.
    """
    table = next((table for table in read(text).results if table.role is Role.RESULTS), None)
    if table is None:
        raise NoTable
    return table


def merged_readme(text: str, old: Record | None, rows: Iterable[RecordRow], read: Reader, *, landed: bool = False) -> str:
    """Return a README with the rows of one submission in its results table.

    A row that `old`, the record on the branch, has with another line takes the place of that line, found by its text; one that
    it has with the same line is left alone, wherever the line is now; the others go to the end of the table. Where the submission
    has `landed` without a record, by GitHub's own button, its lines are looked for first. What else stands in the text does not
    change.

    Raises:
        NoTable: the README has no results table.
    """
    table = results_table(text, read)
    known = {row.key: row.line for row in old.rows} if old else {}
    lines = _lines(text)
    body = range(table.line + 1, table.end_line)
    places: dict[int, str] = {}
    added: list[str] = []
    for row in rows:
        before = known.get(row.key, row.line if landed else None)
        if known.get(row.key) == row.line:
            continue
        place = None if before is None else _place(before, lines, body, places)
        if place is None:
            added.append(row.line)
        else:
            places[place] = row.line
    return _placed(lines, table, places, added)


def with_lines(text: str, table: Table, places: Mapping[int, str], added: Sequence[str]) -> str:
    """Return a README with other lines at `places` (1-based) and more lines at the end of `table`; nothing else changes."""
    return _placed(_lines(text), table, {number - 1: line for number, line in places.items()}, added)


def _placed(lines: list[tuple[str, str]], table: Table, places: Mapping[int, str], added: Iterable[str]) -> str:
    for place, line in places.items():
        lines[place] = line, lines[place][1]
    return _joined(lines[: table.end_line], added, lines[table.end_line :])


def fault_of_line(line: str, width: int) -> Reason | None:
    """Say why a text is no row of a table of `width` columns; None where it is one."""
    hidden = any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") and letter != "\t" for letter in line)
    if hidden or _TURNS.search(line) or "\ufffd" in line:
        return Reason(code="merge-line-control")
    if _COMMENT.search(line):
        return Reason(code="merge-line-comment")
    written = len(cells(line))
    return None if written == width else Reason(code="merge-line-cells", facts={"written": written, "expected": width})


def cells(line: str) -> list[str]:
    """Split a row at its pipes (GFM, section 4.10); an escaped pipe is part of a cell."""
    parts = _PIPE.split(line.strip())
    if parts and not parts[0]:
        del parts[0]
    if parts and not parts[-1]:
        del parts[-1]
    return [part.strip() for part in parts]


def _place(line: str, lines: Sequence[tuple[str, str]], body: Iterable[int], taken: Collection[int]) -> int | None:
    """Find a line of the table: the very text, else one with the same cells, for somebody may have aligned the columns."""
    free = [number for number in body if number not in taken]
    exact = (number for number in free if lines[number][0] == line)
    alike = (number for number in free if cells(lines[number][0]) == cells(line))
    return next(exact, None) or next(alike, None)


def _lines(text: str) -> list[tuple[str, str]]:
    """Cut a text into lines, each with its end (the last may have none): `"".join` of all gives the text again."""
    lines, at = [], 0
    for end in _END.finditer(text):
        lines.append((text[at : end.start()], end.group()))
        at = end.end()
    return [*lines, (text[at:], "")] if at < len(text) else lines


def _joined(before: list[tuple[str, str]], added: Iterable[str], after: list[tuple[str, str]]) -> str:
    """Put lines between two parts of a text, ended as their neighbours are; a missing end of the text stays missing."""
    for line in added:
        last, end = before[-1]
        before[-1] = last, end or before[-2][1]
        before.append((line, end))
    return "".join(line + end for line, end in (*before, *after))

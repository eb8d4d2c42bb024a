"""Two rows for the same model and method."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.problem import Place, Problem
from grader.core.table import Document, Family, Row
from grader.core.words import Entry, Facts, Severity, Words

ENTRY = Entry(
    code="row-twice",
    severity=Severity.WARNING,
    message=Words(
        ru="Строка для {model}, {method} уже есть в строке {first} файла с теми же столбцами. Оставьте одну или назовите различие.",
        en=(
            "A row for {model}, {method} stands already on line {first} of the file, with the same columns. Keep one, or name"
            " the difference."
        ),
    ),
    why=Words(
        ru="Если одно и то же измерено дважды, неясно, какая строка ваша.",
        en="Where the same thing is measured twice, it is unclear which row is yours.",
    ),
)


def check(document: Document) -> Iterator[Problem]:
    """Find rows of one table that are about the same thing and fill the same column.

    Rows with the same model and method that fill different columns are one submission told twice, say for CPU and GPU.
    """
    for table in document.results:
        seen: list[Row] = []
        for row in table.rows:
            twin = next((other for other in seen if _same(other, row)), None)
            seen.append(row)
            if twin is not None and row.column is None:
                facts: Facts = {"model": row.model or "", "method": row.method_text, "first": twin.line}
                place = Place(path=document.path, line=row.line, text=row.method_text)
                yield Problem.of(ENTRY, place, facts)


def _same(one: Row, other: Row) -> bool:
    known = one.model is not None and one.method.family is not Family.UNKNOWN
    return known and (one.model, one.method_text) == (other.model, other.method_text) and bool(one.cells.keys() & other.cells.keys())

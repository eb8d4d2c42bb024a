"""Reading small tables that tests write down."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from cmarkgfm import markdown_to_html_with_extensions
from cmarkgfm.cmark import Options

from grader.core.table import Document, Row
from grader.intake.reader import read_document

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real tables is not here")


def document(text: str) -> Document:
    return read_document(text.encode(), "README.md")


def rows(text: str) -> tuple[Row, ...]:
    return tuple(row for table in document(text).results for row in table.rows)


def row(header: str, cells: str, caption: str = "") -> Row:
    """Read one row of cells below a header, both given without outer pipes."""
    (found,) = rows(f"{caption}\n\n{header}\n{rule(header)}\n{cells}\n")
    return found


def codes(text: str) -> list[str]:
    return [problem.code for problem in document(text).problems]


def rule(header: str) -> str:
    """Return the delimiter row below a header given without outer pipes."""
    return "|".join("-" * 3 for _ in re.split(r"(?<!\\)\|", header)) + "|"


def values(found: Row) -> dict[str, float]:
    """Return everything that was read from a row, by the name of its metric."""
    return {str(reading.metric): reading.value for reading in (*found.cells.values(), *found.quality)}


def github(text: str) -> list[tuple[int, list[str], list[tuple[int, list[str]]]]]:
    """Return the tables as GitHub's own parser sees them: header line, header cells, and the line and cells of each row."""
    html = markdown_to_html_with_extensions(
        text, options=Options.CMARK_OPT_SOURCEPOS | Options.CMARK_OPT_UNSAFE, extensions=["table", "strikethrough", "autolink"]
    )
    tables = []
    for match in re.finditer(r'<table data-sourcepos="\d+:\d+-(\d+):\d+">(.*?)</table>', html, re.DOTALL):
        lines = re.findall(r'<tr data-sourcepos="(\d+):[^>]*>(.*?)</tr>', match[2], re.DOTALL)
        (_, header), *body = ((int(number), _cells(inside)) for number, inside in lines)
        # below a paragraph the header is given the line where the paragraph starts; the first row is two below the header
        line = body[0][0] - 2 if body else int(match[1]) - 1
        tables.append((line, header, body))
    return tables


def _cells(inside: str) -> list[str]:
    return [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", inside, re.DOTALL)]

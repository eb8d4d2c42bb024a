from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.intake.markdown import scan, split_cells
from grader.intake.text import plain
from tests.intake.tables import CORPUS, github, needs_corpus

Shown = list[tuple[int, list[str], list[tuple[int, list[str]]]]]


def seen(text: str) -> Shown:
    return [
        (table.line, list(map(plain, table.header)), [(row.line, list(map(plain, row.cells))) for row in table.rows])
        for table in scan(text).tables
    ]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("a | b", ["a", "b"]),
        ("| a | b", ["a", "b"]),
        (r"| a \| b | `c \| d` |", ["a | b", "`c | d`"]),
        ("| `c|d` |", ["`c", "d`"]),
        ("| |x|", ["", "x"]),
        ("|", []),
        ("alone", ["alone"]),
    ],
)
def test_a_line_is_split_at_its_pipes(line: str, cells: list[str]) -> None:
    assert split_cells(line) == cells


TABLES = {
    "below a paragraph": "text\nmore\na | b\n-|-\n1 | 2",
    "without outer pipes": "a | b\n--- | ---\n1 | 2\n3 | 4\n\nafter",
    "ragged rows": "|a|b|\n|-|-|\n|1|\n|1|2|3|\n||\n",
    "header without its last pipe": "| a | b\n|:-:|--:|\n| 1 | 2 |",
    "one column": "| a |\n| - |\n| 1 |",
    "one column, bare": "a\n:-\n1",
    "row without pipes": "|a|b|\n|-|-|\n1\n\n",
    "in a quote": "> |a|b|\n> |-|-|\n> |1|2|\nlazy | not",
    "in a list": "- x\n\n  |a|b|\n  |-|-|\n  |1|2|\n\n1. |a|\n   |-|\n   |2|\n",
    "in a list in a quote": "> - |a|b|\n>   |-|-|\n>   |1|2|\n",
    "ended by a heading": "|a|b|\n|-|-|\n|1|2|\n# h\n|3|4|",
    "ended by a fence": "|a|b|\n|-|-|\n```\n|1|2|\n```\n",
    "windows line ends": "|a|b|\r\n|-|-|\r\n|1|2|\r\n",
    "indented by three": "   |a|b|\n   |-|-|\n   |1|2|\n",
    "after a comment": "<!-- x -->\n|a|b|\n|-|-|\n|1|2|\n",
    "two in a row": "|a|\n|-|\n|1|\n\n|b|\n|-|\n|2|\n",
}
NO_TABLES = {
    "in a fence": "```\n|a|b|\n|-|-|\n```\n",
    "in a longer fence": "````md\n```\n|a|b|\n|-|-|\n|1|2|\n````",
    "in a tilde fence": "~~~\n|a|b|\n|-|-|\n~~~",
    "in a comment": "<!--\n|a|b|\n|-|-|\n|1|2|\n-->",
    "in an HTML block": "<div>\n|a|b|\n|-|-|\n</div>",
    "in indented code": "    |a|b|\n    |-|-|\n",
    "other widths": "|a|b|\n|-|\n|1|2|",
    "an underlined heading": "a|b\n---\n",
    "no rule": "|a|b|\n|1|2|",
    "a list that starts in the rule": "a | b\n- | -",
    "a lazy rule": "- a|b\n-|-\n",
}


@pytest.mark.parametrize("text", TABLES.values(), ids=TABLES)
def test_tables_that_github_shows_are_seen_with_their_lines_and_cells(text: str) -> None:
    assert seen(text) == github(text) != []


@pytest.mark.parametrize("text", NO_TABLES.values(), ids=NO_TABLES)
def test_what_github_shows_as_no_table_is_none(text: str) -> None:
    assert seen(text) == github(text) == []


LINES = [
    "|a|b|", "|1|2|", "a|b", "x|y|z", "|`c`|d\\|e|", "a", "1", "|-|-|", "-|-", ":-:|-:", "|---|", ":-", "-", "--", "|", "||", "| |", "text",
    "# h", "---", "===", "***", "", "", "| é | **ю** |", "- ", "- |a|b|", "  |-|-|", "  |1|2|", "    |3|4|", "1. a|b", "   -|-", "2. q",
    "> ", "> |a|b|", "> |-|-|", "> - a|b", ">   -|-", "  > x|y", "> > a|b",
    "> > -|-", "```", "~~~", "  ```", "> ```", "- ```", "<!-- c",
    "-->", "<div>", "</div>", "<span>", "\t|x|y|", "-\t|-", "+   a|b", "* a|b", "1.", "   1) a", "<?", "?>", "<pre>", "</pre>",
    "<b>|x|</b>",
]  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=2, max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_any_document_has_the_tables_that_github_shows(lines: list[str], end: str) -> None:
    text = end.join(lines)
    assert seen(text) == github(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="|-:ab \n>`\\*#\t1.<", max_size=60))
def test_any_text_has_the_tables_that_github_shows(text: str) -> None:
    shown = [(line, len(header), [number for number, _ in body]) for line, header, body in github(text)]
    assert [(table.line, len(table.header), [row.line for row in table.rows]) for table in scan(text).tables] == shown


@needs_corpus
def test_real_documents_have_the_tables_that_github_shows() -> None:
    found = 0
    for path in sorted(CORPUS.glob("pr-*/*.md")):
        text = path.read_text("utf-8")
        assert _bare(seen(text)) == _bare(github(text)), path
        found += len(github(text))
    assert found > 0


def _bare(tables: Shown) -> Shown:
    """Take off what only one side shows: the kinds of space, and footnote marks."""

    def bare(cells: list[str]) -> list[str]:
        return [" ".join(cell.replace("¹", "").split()) for cell in cells]

    return [(line, bare(header), [(number, bare(cells)) for number, cells in body]) for line, header, body in tables]


def test_the_heading_or_line_above_is_the_caption() -> None:
    assert [table.caption for table in scan("# On a GPU\n\n|a|\n|-|\n\ntext\n|b|\n|-|\n\n---\n\n|c|\n|-|\n").tables] == [
        "On a GPU",
        "text",
        "",
    ]


def test_the_surplus_of_a_row_is_hidden_but_counted() -> None:
    (table,) = scan("|a|b|\n|-|-|\n|1|2|3|\n|1|\n").tables
    assert [(row.cells, row.written) for row in table.rows] == [(("1", "2"), 3), (("1", ""), 1)]


def test_lines_typed_as_a_table_that_is_none_are_told() -> None:
    assert scan("x\n\n|a|b|\n|1|2|\n\n|only one|line|\n").lost == (3,)
    assert scan("|a|b|\n|-|-|\n|1|2|\n").lost == ()


def test_containers_nest_no_deeper_than_the_cap() -> None:
    deep = "> " * 1000 + "|a|\n" + "> " * 1000 + "|-|\n"
    assert scan(deep).tables == ()
    assert len(scan("> " * 20 + "|a|\n" + "> " * 20 + "|-|\n").tables) == 1

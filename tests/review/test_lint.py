from __future__ import annotations

from dataclasses import replace

import pytest

from grader.core.line import cell_span
from grader.core.problem import Fix, Place, Problem
from grader.core.words import Language, Severity
from grader.review.lint import lint, plain, span
from tests.review import samples

LINE = "| m | int8 | 40 | 4.5 |"
PROBLEM = Problem(
    code="unit-missing", severity=Severity.WARNING, place=Place(path="README.md", line=7, column=2, text=LINE),
    facts=samples.UNIT_MISSING.facts, fix=Fix(text="| m | int8 | 40 MB | 4.5 |", safe=True),
)  # fmt: skip


def shown(problem: Problem, language: Language = Language.EN) -> list[str]:
    return lint(problem, samples.CATALOGUE, language, lambda text, colour: text).split("\n")


def test_the_mark_stands_below_the_cell() -> None:
    head, line, mark, label, fix = shown(PROBLEM)
    assert head.startswith("README.md:7:14: warning[unit-missing]: ")
    assert line == f"  7 | {LINE}"
    assert mark.index("^") == line.index("40")
    assert mark.count("^") == 2
    assert (label, fix) == ("  = fix:", "  + | m | int8 | 40 MB | 4.5 |")


def test_a_fix_that_may_be_wrong_says_so_in_both_languages() -> None:
    unsafe = replace(PROBLEM, fix=Fix(text="x"))
    assert [shown(unsafe, language)[3] for language in Language] == ["  = возможно, так (проверьте):", "  = perhaps so (check it):"]


def test_a_long_line_is_cut_around_the_cell_and_hidden_signs_are_shown() -> None:
    line = f"| {'a' * 200} | \x1b[31m40\u202e | {'b' * 200} |"
    _, excerpt, mark, *_ = shown(replace(PROBLEM, place=replace(PROBLEM.place, text=line, column=1)))
    assert "\x1b" not in excerpt
    assert "\u202e" not in excerpt
    assert len(excerpt) < 160
    assert mark.index("^") == excerpt.index("␛")


def test_without_a_cell_the_line_is_shown_and_without_a_line_nothing() -> None:
    assert shown(replace(PROBLEM, place=Place(path="README.md", line=3, text="# Title"), fix=None))[1:] == ["  3 | # Title"]
    assert len(shown(replace(PROBLEM, place=Place(path="README.md"), fix=None))) == 1


def test_json_says_it_all_in_both_languages() -> None:
    said = plain(PROBLEM, samples.CATALOGUE)
    assert {name: said[name] for name in ("code", "severity", "path", "line", "cell", "column", "end_column", "fix")} == {
        "code": "unit-missing", "severity": "warning", "path": "README.md", "line": 7, "cell": 2, "column": 14, "end_column": 16,
        "fix": {"text": "| m | int8 | 40 MB | 4.5 |", "safe": True},
    }  # fmt: skip
    assert isinstance(said["message"], dict)
    assert set(said["message"]) == {"ru", "en"}


@pytest.mark.parametrize(
    ("line", "column", "cell"),
    [
        ("|a|b|", 1, "b"),
        ("a | b", 0, "a "),
        ("a | b", 1, " b"),
        ("> | a | b |", 0, " a "),
        (r"| a\|b | c |", 1, " c "),
        ("| a |", 3, ""),
        ("| a |", 1, ""),
    ],
)
def test_cells_are_found_where_they_stand(line: str, column: int, cell: str) -> None:
    start, end = cell_span(line, column)
    assert line[start:end] == cell


def test_a_place_whose_line_is_not_known_has_no_span() -> None:
    assert span(Place(path="README.md", line=3, column=1, text="40")) == (None, None)

"""Cells and scripts as people type them, turned into Python line by line."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.lint.python import parsed

MAGICS = [
    "!pip install -q torch", "%matplotlib inline", "?print", "print?", "model.generate??", "%time model(x)", "!ls", "pip install torch",
    "cd data", "git clone https://example.org/a.git", "%%time", "%%capture", "??torch.nn",
]  # fmt: skip


@pytest.mark.parametrize("line", MAGICS)
def test_a_magic_is_no_python_and_is_kept_aside(line: str) -> None:
    piece = parsed(f"{line}\nx = 1", ipython=True)
    assert piece.broken is None
    assert [(magic.line, magic.text) for magic in piece.magics] == [(1, line)]
    assert [node.lineno for node in ast.walk(ast.parse(piece.text)) if isinstance(node, ast.Assign)] == [2]


@pytest.mark.parametrize(
    "line", ["x % y", "cd = 1", "ls + [1]", "cat.meow()", "git if ls else cd", "rm - 1", "mv(1)", "a = b % c", "pip -1"]
)
def test_python_that_looks_like_a_magic_stays(line: str) -> None:
    piece = parsed(line, ipython=True)
    assert piece.text == line
    assert not piece.magics


@pytest.mark.parametrize(
    "cell", ["%%bash\npip install x\necho $HOME", "%%html\n<b>", "%%writefile a.py\nimport torch", "%%javascript\nlet x = 1;"]
)
def test_a_cell_in_another_language_is_one_magic(cell: str) -> None:
    piece = parsed(cell, ipython=True)
    assert piece.text == "\n" * cell.count("\n")
    assert [magic.text for magic in piece.magics] == [cell]
    assert piece.broken is None


@pytest.mark.parametrize("first", ["%%time", "%%timeit -n 10", "%%capture out", "%%memit"])
def test_a_timed_cell_is_still_python(first: str) -> None:
    piece = parsed(f"{first}\nmodel(x)", ipython=True)
    assert piece.text.split("\n")[1] == "model(x)"
    assert piece.broken is None


def test_a_captured_command_is_an_assignment() -> None:
    piece = parsed("files = !ls -la\na, b = %time f()", ipython=True)
    assert piece.text == "files = None\na, b = None"
    assert [magic.text for magic in piece.magics] == ["!ls -la", "%time f()"]


def test_a_magic_goes_on_behind_a_backslash() -> None:
    piece = parsed("if True:\n    !pip install \\\n        torch \\\n        timm\nx = 1", ipython=True)
    assert piece.broken is None
    assert [magic.line for magic in piece.magics] == [2, 3, 4]
    assert piece.text.split("\n")[4] == "x = 1"


def test_a_percent_sign_that_goes_on_with_an_expression_is_python() -> None:
    text = 'print("%d of %d"\n      % (1, 2))'
    assert parsed(text, ipython=True).text == text


def test_an_indented_cell_runs_in_ipython() -> None:
    piece = parsed("    x = 1\n    if x:\n        !ls", ipython=True)
    assert piece.broken is None
    assert piece.text == "x = 1\nif x:\n    pass"
    assert parsed("    x = 1", ipython=False).broken is not None


def test_a_text_that_shows_a_command_is_no_magic() -> None:
    assert not parsed('HELP = """\n!pip install torch\n%time f()\n"""', ipython=True).magics


def test_await_stands_at_the_top() -> None:
    assert parsed("await f()\nasync for x in g():\n    pass", ipython=True).broken is None


def test_what_is_half_written_is_blank_and_said() -> None:
    piece = parsed("x = 1\nmodel = load(\n", ipython=True)
    assert piece.text == "\n\n"
    assert piece.broken is not None
    assert piece.broken.line == 2


@pytest.mark.parametrize("text", ["(" * 3000 + ")" * 3000, "-" * 100_000 + "1", "x = 1\0", "[" * 500, "1" + " + 1" * 20_000, "\t x\n y"])
def test_strange_code_is_no_crash(text: str) -> None:
    piece = parsed(text, ipython=True)
    assert piece.text.count("\n") == text.count("\n")


@given(st.text(max_size=200), st.booleans())
def test_any_text_keeps_its_lines(text: str, ipython: bool) -> None:
    piece = parsed(text, ipython=ipython)
    assert piece.text.count("\n") == text.count("\n")
    ast.parse(piece.text, mode="exec") if piece.broken else None
    assert all(1 <= magic.line <= text.count("\n") + 1 for magic in piece.magics)


@given(st.lists(st.sampled_from([*MAGICS[:6], "x = 1", "def f():\n    return 1", "for i in y:\n    !ls {i}", "", "a = !ls"]), max_size=8))
def test_magics_never_break_python(parts: list[str]) -> None:
    assert parsed("\n".join(["pass", *parts]), ipython=True).broken is None

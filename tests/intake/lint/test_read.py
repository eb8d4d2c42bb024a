"""Notebooks and scripts from their bytes: every line with its cell and its raw line, every output with its text."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.errors import BadInput
from grader.intake.lint.read import MAX_NOTEBOOK, MAX_SCRIPT, read_source
from grader.intake.lint.source import OutputKind, Source
from tests.bench.bench_code import notebook as pictures

Cell = dict[str, Any]


def code(source: object, outputs: list[Any] | None = None, count: int | None = 1) -> Cell:
    return {"cell_type": "code", "execution_count": count, "metadata": {}, "outputs": outputs or [], "source": source}


def stream(text: object, name: str = "stdout") -> Cell:
    return {"output_type": "stream", "name": name, "text": text}


def written(cells: list[Cell], **options: Any) -> bytes:
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, **{"indent": 1, "ensure_ascii": False, **options}).encode()


def read(cells: list[Cell], **options: Any) -> Source:
    return read_source(written(cells, **options), "a.ipynb")


def assert_raw_lines_hold(source: Source, data: bytes) -> None:
    """The raw line of each line of code must hold the JSON of that line."""
    raw = data.decode("utf-8-sig").split("\n")
    for line, number in zip(source.lines, source.raw_lines, strict=True):
        if number is not None:
            held = raw[number - 1]
            assert json.dumps(line, ensure_ascii=False)[1:-1] in held or json.dumps(line)[1:-1] in held


def test_cells_are_joined_and_numbered() -> None:
    source = read(
        [{"cell_type": "markdown", "source": ["# Отчёт\n", "о замере"]}, code(["import torch\n", "x = 1"]), code("y = 2", count=7)]
    )
    assert source.lines == ("import torch", "x = 1", "y = 2")
    assert [(cell.number, cell.first, cell.end, cell.count) for cell in source.cells] == [(2, 1, 3, 1), (3, 3, 4, 7)]
    assert source.texts == ((1, "# Отчёт\nо замере"),)
    place = source.place(3)
    assert (place.cell, place.text) == (3, "y = 2")
    assert None not in source.raw_lines


@pytest.mark.parametrize("source", ["x = 1\ny = 2", ["x = 1\n", "y = 2"], "x = 1\r\ny = 2", ["x = 1\r\n", "y = 2\r\n"]])
def test_a_cell_is_one_string_or_a_list(source: object) -> None:
    assert read([code(source)]).lines == ("x = 1", "y = 2")


@pytest.mark.parametrize("first", ["source", "outputs"])
def test_outputs_may_stand_before_or_behind_the_source(first: str) -> None:
    cell = code(["print(1)\n", "print(2)"], [stream(["1\n", "2\n"])])
    keys = ["source", "outputs"] if first == "source" else ["outputs", "source"]
    data = written([{"cell_type": "code", "execution_count": 1, **{key: cell[key] for key in keys}}])
    source = read_source(data, "a.ipynb")
    assert_raw_lines_hold(source, data)
    assert None not in source.raw_lines
    (output,) = source.outputs
    assert output.line is not None
    assert '"1\\n"' in data.decode().split("\n")[output.line - 1]


def test_outputs_keep_what_they_are_and_lose_their_paint() -> None:
    error = {"output_type": "error", "ename": "KeyError", "evalue": "x", "traceback": ["\x1b[0;31mTraceback\x1b[0m", "KeyError: 'x'"]}
    result = {
        "output_type": "execute_result",
        "data": {"text/plain": ["42"], "text/html": "<b>42</b>"},
        "metadata": {},
        "execution_count": 1,
    }
    picture = {"output_type": "display_data", "data": {"image/png": "aGk=", "text/plain": "<Figure>"}, "metadata": {}}
    bar = stream("  0%|  | 0/2\r 50%|# | 1/2\r100%|##| 2/2\nдо 12.5 мс\n", "stderr")
    source = read([code("f()", [stream("a\n"), bar, result, picture, error])])
    assert [(output.kind, output.text) for output in source.outputs] == [
        (OutputKind.STDOUT, "a\n"),
        (OutputKind.STDERR, "100%|##| 2/2\nдо 12.5 мс\n"),
        (OutputKind.RESULT, "42"),
        (OutputKind.RESULT, "<Figure>"),
        (OutputKind.ERROR, "Traceback\nKeyError: 'x'\n"),
    ]
    assert {output.cell for output in source.outputs} == {1}


def test_a_very_long_output_keeps_its_ends() -> None:
    (output,) = read([code("f()", [stream("first\n" + "x\n" * 300_000 + "last 12.5")])]).outputs
    assert len(output.text) < 250_000
    assert output.text.startswith("first\n")
    assert output.text.endswith("last 12.5")


def test_a_half_written_cell_is_blank_and_the_rest_is_read() -> None:
    source = read([code("x = 1"), code(["y = 2\n", "z = f("]), code("w = 3")])
    assert [(broken.line, source.cell_at(broken.line).number) for broken in source.broken if source.cell_at(broken.line)] == [(3, 2)]  # type: ignore[union-attr]
    assert [node.lineno for node in source.tree.body] == [1, 4]
    assert source.lines[2] == "z = f("


def test_magics_have_the_lines_of_their_cells() -> None:
    source = read([code("x = 1"), code(["!pip install torch\n", "y = !ls"]), code("%%bash\nls")])
    assert [(magic.line, magic.text) for magic in source.magics] == [(2, "!pip install torch"), (3, "!ls"), (4, "%%bash\nls")]


def test_an_old_notebook_is_read() -> None:
    sheet = {"cells": [{"cell_type": "code", "input": ["x = 1\n", "y = 2"], "language": "python", "outputs": [], "prompt_number": 3}]}
    data = json.dumps({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet]}, indent=1).encode()
    source = read_source(data, "old.ipynb")
    assert source.lines == ("x = 1", "y = 2")
    assert source.cells[0].count == 3


@pytest.mark.parametrize("options", [{"indent": None}, {"indent": 2}, {"ensure_ascii": True}, {"indent": 1, "sort_keys": True}])
def test_raw_lines_hold_however_the_file_is_laid_out(options: dict[str, Any]) -> None:
    cells = [code(["# прогрев\n", 's = "a\\n\\t\\\\"\n', "\n", "x = 1"], [stream("x = 1\n")]), code(["x = 1\n", 'print("x = 1")'])]
    data = written(cells, **options)
    source = read_source(data, "a.ipynb")
    assert source.lines == ("# прогрев", 's = "a\\n\\t\\\\"', "", "x = 1", "x = 1", 'print("x = 1")')
    assert_raw_lines_hold(source, data)
    found = [line for line in source.raw_lines if line is not None]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"x = 1\r\ny = 2\r\n", ("x = 1", "y = 2", "")),
        (b"\xef\xbb\xbfx = 1", ("x = 1",)),
        ("# -*- coding: cp1251 -*-\n# замер времени\nx = 1".encode("cp1251"), ("# -*- coding: cp1251 -*-", "# замер времени", "x = 1")),
        (b"", ("",)),
        ("# замер\nx = 1".encode("utf-16"), ("# замер", "x = 1")),
    ],
)
def test_a_script_is_read_whatever_its_bytes(data: bytes, lines: tuple[str, ...]) -> None:
    source = read_source(data, "a.py")
    assert source.lines == lines
    assert source.raw_lines == tuple(range(1, len(lines) + 1))
    assert not source.broken


def test_an_exported_script_keeps_its_magics() -> None:
    source = read_source(b"# In[1]:\nx = 1\n!pip install torch\n", "a.py")
    assert not source.broken
    assert [magic.line for magic in source.magics] == [3]


@pytest.mark.parametrize(
    ("path", "data", "problem"),
    [
        ("a.py", b"#" * (MAX_SCRIPT + 1), "code-too-large"),
        ("a.ipynb", b" " * (MAX_NOTEBOOK + 1), "code-too-large"),
        ("a.py", b"\x7fELF\0\1\2", "code-unreadable"),
        ("a.ipynb", b"", "code-unreadable"),
        ("a.ipynb", b"[]", "code-unreadable"),
        ("a.ipynb", b'{"nbformat": 4}', "code-unreadable"),
        ("a.ipynb", b'{"nbformat": 4, "cells": 3}', "code-unreadable"),
        ("a.ipynb", b"[" * 100_000, "code-unreadable"),
        ("a.ipynb", b'{"nbformat": 3, "worksheets": 1}', "code-unreadable"),
    ],
)
def test_what_cannot_be_read_says_why(path: str, data: bytes, problem: str) -> None:
    with pytest.raises(BadInput) as error:
        read_source(data, path)
    assert error.value.code == problem


LINES = st.sampled_from(
    ["x = 1", "print('привет')", "!ls", "", "    y", "def f(:", 'z = "\\t\\"q\\""', "# комментарий", "é = '\U0001f600'"]
)
TEXT = st.lists(LINES, max_size=5).map("\n".join)
SOURCES = st.one_of(TEXT, TEXT.map(lambda text: text.splitlines(keepends=True)))
TOLD = st.text(st.characters(exclude_characters="\r\x1b", exclude_categories=["Cs"]), max_size=30)
OUTPUTS = st.lists(
    st.one_of(TOLD.map(stream), st.just({"output_type": "display_data", "data": {"image/png": "aGk="}}), st.none()), max_size=3
)
CELLS = st.lists(
    st.one_of(
        st.builds(code, SOURCES, OUTPUTS, st.none() | st.integers(0, 99)),
        st.builds(lambda s: {"cell_type": "markdown", "source": s}, SOURCES),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(CELLS, st.sampled_from([None, 1, 4]), st.booleans())
def test_every_line_has_its_cell_and_its_raw_line(cells: list[Cell], indent: int | None, ascii_only: bool) -> None:
    data = written(cells, indent=indent, ensure_ascii=ascii_only)
    source = read_source(data, "a.ipynb")
    assert len(source.lines) == len(source.raw_lines) == sum(cell.end - cell.first for cell in source.cells)
    for cell in source.cells:
        given = cells[cell.number - 1]["source"]
        typed = given if isinstance(given, str) else "".join(given)
        assert "\n".join(source.lines[cell.first - 1 : cell.end - 1]) == typed.removesuffix("\n")
    assert_raw_lines_hold(source, data)
    assert all(raw for line, raw in zip(source.lines, source.raw_lines, strict=True) if line)
    told = [output["text"] for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"] if output and output.get("text")]
    assert [output.text for output in source.outputs] == told


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cells", "source", "outputs", "cell_type", "text", "data", "output_type", "worksheets", "traceback"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["cells", "nbformat", "worksheets", "metadata", "nbformat_minor"]), JSON | st.integers(2, 5), max_size=5
    )
)
def test_any_json_is_a_notebook_or_bad_input(value: dict[str, Any]) -> None:
    try:
        read_source(json.dumps(value).encode(), "a.ipynb")
    except BadInput as error:
        assert error.code == "code-unreadable"


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.py", "a.ipynb"]))
def test_any_bytes_are_code_or_bad_input(data: bytes, path: str) -> None:
    try:
        source = read_source(data, path)
    except BadInput as error:
        assert error.code == "code-unreadable"
    else:
        assert len(source.lines) == len(source.raw_lines)


@pytest.mark.alone
def test_time_grows_with_the_file() -> None:
    def seconds(megabytes: float) -> float:
        data = pictures(megabytes, 20)
        start = time.perf_counter()
        read_source(data, "a.ipynb")
        return time.perf_counter() - start

    small, large = min(seconds(1) for _ in range(3)), min(seconds(8) for _ in range(3))
    assert large < 24 * small, "eight times as much may cost three times eight"

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.text import hidden, plain, turned, words


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("**12.5**", "12.5"),
        ("*N/A*", "N/A"),
        ("`acme/tiny`", "acme/tiny"),
        ("[acme/tiny](https://example.org)", "acme/tiny"),
        ("12&nbsp;ms", "12 ms"),
        ("12\u00a0ms", "12 ms"),
        ("1\u202f024", "1 024"),
        ("CPU<br>GPU", "CPU\nGPU"),
        ("12 <sub>ms</sub>", "12 ms"),
        ("12.5¹", "12.5"),
        ("12.5<sup>a</sup>", "12.5"),
        ("12.5[^1]", "12.5"),
        ("~~12~~ 13", "13"),
        (r"2 $\pm$ 1", "2 ± 1"),
        (r"0.5\*", "0.5*"),
        ("a_b_c", "a_b_c"),
        ("~12", "~12"),
        ("1\u200b2", "12"),
        ("\u22125", "-5"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(cell: str, shown: str) -> None:
    assert plain(cell) == shown


def test_words_are_one_kind_of_letter_without_arrows() -> None:
    assert words("**Объём** весов ↓") == "объем весов"


def test_invisible_characters_are_named_and_turning_ones_known() -> None:
    assert hidden("1\u200b2\u202e") == "U+200B, U+202E"
    assert turned("\u202e12") and not turned("1\u200b2")
    assert hidden("✔️ 12\u00a0ms") == ""


@given(st.text(max_size=80))
def test_no_cell_breaks_it(cell: str) -> None:
    assert not hidden(plain(cell).replace("\ufe0f", ""))
